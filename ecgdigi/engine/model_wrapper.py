"""DistributedDataParallel on any device."""

import torch
from mmengine.dist import all_reduce
from mmengine.model import MMDistributedDataParallel
from mmengine.optim import OptimWrapper
from torch import Tensor, nn

from ecgdigi.registry import MODEL_WRAPPERS


@MODEL_WRAPPERS.register_module()
class DeviceAwareDDP(MMDistributedDataParallel):
    """MMEngine's wrapper, which also takes models on the CPU: those must be wrapped without device ids."""

    def __init__(self, module: nn.Module, device_ids: list[int] | None = None, **kwargs):
        on_gpu = any(parameter.is_cuda for parameter in module.parameters())
        super().__init__(module=module, device_ids=device_ids if on_gpu else None, **kwargs)

    def train_step(self, data: dict | tuple | list, optim_wrapper: OptimWrapper) -> dict[str, Tensor]:
        """Losses to be logged are means over all processes: the curve of one process with all their data."""
        losses = super().train_step(data, optim_wrapper)
        values = torch.stack([loss.detach().float() for loss in losses.values()])
        all_reduce(values, op='mean')
        return dict(zip(losses, values, strict=True))
