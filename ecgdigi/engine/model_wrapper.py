"""DistributedDataParallel on any device."""

from mmengine.model import MMDistributedDataParallel
from torch import nn

from ecgdigi.registry import MODEL_WRAPPERS


@MODEL_WRAPPERS.register_module()
class DeviceAwareDDP(MMDistributedDataParallel):
    """MMEngine's wrapper, which also takes models on the CPU: those must be wrapped without device ids."""

    def __init__(self, module: nn.Module, device_ids: list[int] | None = None, **kwargs):
        on_gpu = any(parameter.is_cuda for parameter in module.parameters())
        super().__init__(module=module, device_ids=device_ids if on_gpu else None, **kwargs)
