"""DistributedDataParallel on any device."""

import torch
from mmengine.dist import all_reduce
from mmengine.model import MMDistributedDataParallel
from mmengine.optim import OptimWrapper
from torch import Tensor, nn

from ecgdigi.registry import MODEL_WRAPPERS


@MODEL_WRAPPERS.register_module()
class DeviceAwareDDP(MMDistributedDataParallel):
    """MMEngine's wrapper, which also takes models on the CPU: those must be wrapped without device ids.

    After each iteration all processes hold the same model: gradients are means over them, and so are the buffers
    (statistics of batch normalization). So a checkpoint, which the first process writes, is right for all.
    """

    def __init__(self, module: nn.Module, device_ids: list[int] | None = None, **kwargs):
        on_gpu = any(parameter.is_cuda for parameter in module.parameters())
        super().__init__(module=module, device_ids=device_ids if on_gpu else None, **kwargs)

    def train_step(self, data: dict | tuple | list, optim_wrapper: OptimWrapper) -> dict[str, Tensor]:
        """Losses to be logged are means over all processes: the curve of one process with all their data."""
        losses = super().train_step(data, optim_wrapper)
        values = {name: loss.detach().float() for name, loss in losses.items()}
        buffers = [buffer for buffer in self.module.buffers() if buffer.is_floating_point()]
        with torch.no_grad():
            mean_over_processes([*values.values(), *buffers])
        return values


def mean_over_processes(tensors: list[Tensor]) -> None:
    """Replace each by its mean over all processes, in place and in one message."""
    flat = torch.cat([tensor.reshape(-1).float() for tensor in tensors])
    all_reduce(flat, op='mean')
    for tensor, part in zip(tensors, flat.split([tensor.numel() for tensor in tensors]), strict=True):
        tensor.copy_(part.view_as(tensor))
