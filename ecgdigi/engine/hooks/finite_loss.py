"""Stops a run that has gone wrong."""

import math

from mmengine.hooks import Hook

from ecgdigi.registry import HOOKS


@HOOKS.register_module()
class FiniteLossHook(Hook):
    """Ends training when the loss is infinite or NaN, before a checkpoint is written.

    Args:
        interval: iterations between looks; on a GPU each look waits for it.
    """

    priority = 'VERY_HIGH'

    def __init__(self, interval: int = 1):
        self.interval = interval

    def after_train_iter(self, runner, batch_idx: int, data_batch=None, outputs: dict | None = None) -> None:
        """Raises FloatingPointError."""
        if not self.every_n_train_iters(runner, self.interval):
            return
        for name, value in (outputs or {}).items():
            value = float(value.detach())
            if not math.isfinite(value):
                raise FloatingPointError(
                    f'{name} is {value} at iteration {runner.iter + 1}: lower the learning rate, clip gradients, or '
                    'look at the data; the last checkpoint is from before'
                )
