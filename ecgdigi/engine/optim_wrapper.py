"""The optimizer's steps: accumulated, watched, clipped, scaled."""

import math
from contextlib import contextmanager

import torch
from mmengine.optim import OptimWrapper as MMOptimWrapper
from torch import Tensor, nn

from ecgdigi.registry import OPTIM_WRAPPERS

DTYPES = {'float16': torch.float16, 'bfloat16': torch.bfloat16}


@OPTIM_WRAPPERS.register_module()
class OptimWrapper(MMOptimWrapper):
    """MMEngine's wrapper, which logs the gradients' norm in every step and leaves out steps that would spoil the weights.

    In a group of processes the gradients are those of all, so that all leave out the same step.

    Args:
        optimizer: config or instance.
        accumulative_counts: number of iterations whose mean gradient makes a step.
        clip_grad: `dict(max_norm=2.0)` (optionally `norm_type`), or `dict(type='value', clip_value=0.1)`.

    Attributes:
        skipped_steps: number of steps left out because the gradient was NaN or infinite.
        skipped_last: whether the last iteration's was.
    """

    def __init__(self, optimizer, accumulative_counts: int = 1, clip_grad: dict | None = None):
        super().__init__(optimizer, accumulative_counts, clip_grad)
        for name in ('max_norm', 'clip_value'):
            if not (clip_grad or {}).get(name, 1) > 0:
                raise ValueError(
                    f'optim_wrapper.clip_grad.{name}={clip_grad[name]}: must be positive; clip_grad=None clips nothing'
                )
        self.clips_values = clip_grad is not None and 'clip_value' in self.clip_grad_kwargs
        self.skipped_steps = 0
        self.skipped_last = False

    @property
    def scales_loss(self) -> bool:
        """Whether an overflow now and then is part of the method."""
        return False

    @property
    def accumulative_counts(self) -> int:
        """Iterations per step."""
        return self._accumulative_counts

    def initialize_count_status(self, model: nn.Module, init_counts: int, max_counts: int) -> None:
        """Begin to count: `init_counts` of `max_counts` iterations are done; the last of them makes a step in any case."""
        self._inner_count, self._max_counts = init_counts, max_counts
        self._remainder_counts = max_counts % self._accumulative_counts

    def backward(self, loss: Tensor, **kwargs) -> None:
        """Add to the gradients."""
        self.skipped_last = False
        super().backward(loss, **kwargs)

    def step(self, **kwargs) -> None:
        """Measure, clip and step."""
        norm = self.measure_gradients()
        if not self.skipped_last:
            self.clip_gradients(norm)
            self.optimizer.step(**kwargs)

    def measure_gradients(self) -> Tensor:
        """Norm of all gradients, logged; notes whether the step must be left out."""
        norm_type = (self.clip_grad_kwargs or {}).get('norm_type', 2.0)
        norm = torch.nn.utils.get_total_norm([parameter.grad for parameter in self._with_gradients()], norm_type)
        value = float(norm)
        self.skipped_last = not math.isfinite(value)
        self.skipped_steps += self.skipped_last
        if self.skipped_last or self.skipped_steps:
            self.message_hub.update_scalar('train/skipped_steps', self.skipped_steps)
        if not self.skipped_last:
            self.message_hub.update_scalar('train/grad_norm', value)
        return norm

    def clip_gradients(self, norm: Tensor) -> None:
        """Clip as the config says. Args: norm: of all gradients."""
        if self.clips_values:
            torch.nn.utils.clip_grad_value_(self._with_gradients(), **self.clip_grad_kwargs)
        elif self.clip_grad_kwargs:
            torch.nn.utils.clip_grads_with_norm_(self._with_gradients(), self.clip_grad_kwargs['max_norm'], norm)

    def _with_gradients(self) -> list[Tensor]:
        groups = self.optimizer.param_groups
        return [parameter for group in groups for parameter in group['params'] if parameter.grad is not None]

    def state_dict(self) -> dict:
        return {**super().state_dict(), 'skipped_steps': self.skipped_steps}

    def load_state_dict(self, state_dict: dict) -> None:
        state_dict = dict(state_dict)
        self.skipped_steps = state_dict.pop('skipped_steps', 0)
        super().load_state_dict(state_dict)


@OPTIM_WRAPPERS.register_module()
class AmpOptimWrapper(OptimWrapper):
    """Autocast in the forward pass, and loss scaling where the type needs it (float16).

    MMEngine's wrapper of this name refuses the CPU. Gradients are unscaled before they are measured and clipped.

    Args:
        dtype: 'float16' or 'bfloat16'; None is bfloat16, which needs no scaling and runs on every device.
        loss_scale: 'dynamic' (begins at 2 ** 16, halves at an overflow, doubles after 2000 steps without one), a fixed
            scale, a dict of arguments of `torch.amp.GradScaler`, or 'none'. None is 'dynamic' for float16, else 'none'.
        kwargs: of `OptimWrapper`.

    Raises:
        ValueError: an unknown type, a scale that is not positive, or float16 with a model on the CPU.
    """

    def __init__(self, dtype: str | None = None, loss_scale: str | float | dict | None = None, **kwargs):
        super().__init__(**kwargs)
        dtype = dtype or 'bfloat16'
        if dtype not in DTYPES:
            raise ValueError(f'AmpOptimWrapper: dtype={dtype!r}; choose one of {", ".join(DTYPES)}')
        self.device_type = self.param_groups[0]['params'][0].device.type
        if self.device_type == 'cpu' and dtype == 'float16':
            raise ValueError("AmpOptimWrapper: float16 is for GPUs; write dtype='bfloat16' to train on the CPU")
        if isinstance(loss_scale, (int, float)) and not (0 < loss_scale < math.inf):
            raise ValueError(f"AmpOptimWrapper: loss_scale={loss_scale}: must be positive; 'none' scales nothing")
        self.dtype = DTYPES[dtype]
        self.fixed_scale = float(loss_scale) if isinstance(loss_scale, (int, float)) else None
        self.loss_scaler = make_loss_scaler(self.device_type, loss_scale or ('dynamic' if dtype == 'float16' else 'none'))

    @property
    def scales_loss(self) -> bool:
        return self.loss_scaler.is_enabled()

    @contextmanager
    def optim_context(self, model: nn.Module):
        with super().optim_context(model), torch.autocast(self.device_type, self.dtype):
            yield

    def backward(self, loss: Tensor, **kwargs) -> None:
        super().backward(self.loss_scaler.scale(loss), **kwargs)

    def step(self, **kwargs) -> None:
        """Unscale, measure, clip, step where all is finite, and adapt the scale."""
        self.loss_scaler.unscale_(self.optimizer)
        norm = self.measure_gradients()
        if not self.skipped_last:
            self.clip_gradients(norm)
        elif not self.scales_loss:
            return
        self.loss_scaler.step(self.optimizer, **kwargs)  # leaves the step out after an overflow
        self.loss_scaler.update(self.fixed_scale)
        if self.scales_loss:
            self.message_hub.update_scalar('train/loss_scale', self.loss_scaler.get_scale())

    def state_dict(self) -> dict:
        return {**super().state_dict(), 'loss_scaler': self.loss_scaler.state_dict()}

    def load_state_dict(self, state_dict: dict) -> None:
        state_dict = dict(state_dict)
        scaler_state = state_dict.pop('loss_scaler', None)
        if scaler_state:  # empty where nothing was scaled
            self.loss_scaler.load_state_dict(scaler_state)
        super().load_state_dict(state_dict)


def make_loss_scaler(device_type: str, loss_scale: str | float | dict) -> torch.amp.GradScaler:
    """Scaler from the config's word; raises ValueError for one that nobody knows."""
    if loss_scale == 'none':
        return torch.amp.GradScaler(device_type, enabled=False)
    if loss_scale == 'dynamic':
        return torch.amp.GradScaler(device_type)
    if isinstance(loss_scale, dict):
        return torch.amp.GradScaler(device_type, **loss_scale)
    if isinstance(loss_scale, str):
        raise ValueError(f"AmpOptimWrapper: loss_scale={loss_scale!r}; write 'dynamic', 'none', a number or a dict")
    return torch.amp.GradScaler(device_type, init_scale=float(loss_scale))
