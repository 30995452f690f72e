"""What happens when a loss or gradient is NaN or infinite."""

import math
from pathlib import Path

import torch
from mmengine.hooks import Hook
from mmengine.structures import BaseDataElement

from ecgdigi.registry import HOOKS

from ..checkpoint import serialize, write_whole
from ..plain_state import to_plain

ACTIONS = ('stop', 'skip')


@HOOKS.register_module()
class FiniteLossHook(Hook):
    """Ends training at a loss or gradient that is not finite, and keeps the batch that brought it; or goes on without it.

    The weights are unharmed in both cases: `OptimWrapper` leaves such a step out; and 'skip' puts batch statistics back, into
    which the batch has gone. With loss scaling, where gradients overflow now and then by design, only the loss counts.

    Args:
        action: 'stop', or 'skip': say so in the log and go on.
        max_in_a_row: 'skip' ends training, too, after so many such iterations without a good one between them.

    Raises:
        ValueError: an unknown action.
    """

    priority = 'VERY_HIGH'

    def __init__(self, action: str = 'stop', max_in_a_row: int = 20):
        if action not in ACTIONS:
            raise ValueError(f'FiniteLossHook: action={action!r}; choose one of {", ".join(ACTIONS)}')
        self.action = action
        self.max_in_a_row = max_in_a_row
        self._in_a_row = 0
        self._buffers: list[torch.Tensor] = []  # of the model, as they were before the iteration

    def before_train_iter(self, runner, batch_idx: int, data_batch=None) -> None:
        """Keep the batch statistics, where the run is to go on."""
        if self.action == 'skip':
            self._buffers = [buffer.clone() for buffer in runner.model.buffers()]

    def after_train_iter(self, runner, batch_idx: int, data_batch=None, outputs: dict | None = None) -> None:
        """Raises FloatingPointError."""
        what = not_finite(outputs or {}, runner.optim_wrapper)
        if what is None:
            self._in_a_row = 0
            return
        self._in_a_row += 1
        place = f'{what} at iteration {runner.iter + 1}'
        if self.action == 'skip' and self._in_a_row <= self.max_in_a_row:
            for buffer, before in zip(runner.model.buffers(), self._buffers, strict=True):
                buffer.copy_(before)
            runner.logger.warning(f'{place}: step left out ({self._in_a_row} in a row)')
            return
        path = Path(runner.work_dir) / f'not_finite_iter_{runner.iter + 1}_rank_{runner.rank}.pth'
        write_whole(serialize(plain_batch(data_batch)), path)
        raise FloatingPointError(
            f'{place}; checkpoints are from before; its batch is in {path}: look at it; start from their weights (load_from) '
            "with a lower learning rate, or resume without such batches by default_hooks.finite_loss.action='skip'"
        )


def not_finite(losses: dict, optim_wrapper) -> str | None:
    """What is not finite after an iteration, in words; None if all is well."""
    for name, value in losses.items():
        if not math.isfinite(float(value.detach())):
            return f'{name} is {float(value.detach())}'
    if getattr(optim_wrapper, 'skipped_last', False) and not optim_wrapper.scales_loss:
        return 'the gradient is not finite'
    return None


def plain_batch(batch):
    """A batch as tensors and plain values, to be read by `torch.load` without our code."""
    if isinstance(batch, BaseDataElement):
        return plain_batch(batch.to_dict())
    if isinstance(batch, dict):
        return {key: plain_batch(value) for key, value in batch.items()}
    if isinstance(batch, (list, tuple)):
        return [plain_batch(value) for value in batch]
    if isinstance(batch, torch.Tensor):
        return batch.detach().cpu()
    return to_plain(batch)
