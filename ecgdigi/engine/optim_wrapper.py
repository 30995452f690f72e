"""Mixed precision on GPU and CPU."""

from contextlib import contextmanager

import torch
from mmengine.optim import OptimWrapper
from torch import Tensor, nn

from ecgdigi.registry import OPTIM_WRAPPERS

DTYPES = {'float16': torch.float16, 'bfloat16': torch.bfloat16}


@OPTIM_WRAPPERS.register_module()
class AmpOptimWrapper(OptimWrapper):
    """Autocast in the forward pass, and loss scaling where the type needs it (float16).

    MMEngine's wrapper of this name refuses the CPU. Accumulation and clipping are those of `OptimWrapper`; gradients are
    unscaled before they are clipped.

    Args:
        dtype: 'float16' or 'bfloat16'; None is bfloat16, which needs no scaling and runs on every device.
        loss_scale: 'dynamic', or a fixed scale; for float16.
        kwargs: of `OptimWrapper`.

    Attributes:
        skipped_steps: number of steps left out because of an overflow.

    Raises:
        ValueError: an unknown type, or float16 with a model on the CPU.
    """

    def __init__(self, dtype: str | None = None, loss_scale: str | float = 'dynamic', **kwargs):
        super().__init__(**kwargs)
        dtype = dtype or 'bfloat16'
        if dtype not in DTYPES:
            raise ValueError(f'AmpOptimWrapper: dtype={dtype!r}; choose one of {", ".join(DTYPES)}')
        self.device_type = self.param_groups[0]['params'][0].device.type
        if self.device_type == 'cpu' and dtype == 'float16':
            raise ValueError("AmpOptimWrapper: float16 is for GPUs; write dtype='bfloat16' to train on the CPU")
        self.dtype = DTYPES[dtype]
        scaling = {} if loss_scale == 'dynamic' else dict(init_scale=float(loss_scale), growth_interval=2**31 - 1)
        self.loss_scaler = torch.amp.GradScaler(self.device_type, enabled=dtype == 'float16', **scaling)
        self.skipped_steps = 0

    @contextmanager
    def optim_context(self, model: nn.Module):
        with super().optim_context(model), torch.autocast(self.device_type, self.dtype):
            yield

    def backward(self, loss: Tensor, **kwargs) -> None:
        self.loss_scaler.scale(loss).backward(**kwargs)
        self._inner_count += 1

    def step(self, **kwargs) -> None:
        if self.clip_grad_kwargs:
            self.loss_scaler.unscale_(self.optimizer)
            self._clip_grad()
        scale = self.loss_scaler.get_scale()
        self.loss_scaler.step(self.optimizer, **kwargs)
        self.loss_scaler.update()
        if self.loss_scaler.get_scale() < scale:
            self.skipped_steps += 1
            self.message_hub.update_scalar('train/skipped_steps', self.skipped_steps)

    def state_dict(self) -> dict:
        return {**super().state_dict(), 'loss_scaler': self.loss_scaler.state_dict(), 'skipped_steps': self.skipped_steps}

    def load_state_dict(self, state_dict: dict) -> None:
        state_dict = dict(state_dict)
        self.loss_scaler.load_state_dict(state_dict.pop('loss_scaler', self.loss_scaler.state_dict()))
        self.skipped_steps = state_dict.pop('skipped_steps', 0)
        super().load_state_dict(state_dict)
