"""Parts of one's own: a hook and a backbone. Any module will do; `custom_imports` of a config brings it in."""

import time

from mmengine.hooks import Hook
from torch import Tensor, nn

from ecgdigi.registry import HOOKS, MODELS


@HOOKS.register_module()
class DeadlineHook(Hook):
    """Ends training after a given time, as a cluster's queue would, but with a checkpoint.

    Args:
        minutes: from the first iteration on.
    """

    def __init__(self, minutes: float):
        self.minutes = minutes

    def before_train(self, runner) -> None:
        self.started = time.monotonic()

    def after_train_iter(self, runner, batch_idx: int, data_batch=None, outputs=None) -> None:
        if time.monotonic() - self.started >= 60 * self.minutes and not runner.train_loop.stop_training:
            runner.logger.info(f'deadline of {self.minutes} minutes reached at iteration {runner.iter + 1}')
            runner.train_loop.stop_training = True  # a checkpoint is written at every end


@MODELS.register_module()
class PlainStack(nn.Module):
    """A few wide convolutions one after the other.

    Args:
        channels: of every layer.
        depth: number of layers after the first.
        row_stride: rows of the strip per row of the result.

    Attributes:
        out_channels: channels of the result.
        strides: (rows, columns) of the result. TraceNet asks a backbone for these two.
    """

    def __init__(self, channels: int, depth: int, row_stride: int = 4):
        super().__init__()
        self.out_channels = channels
        self.strides = (row_stride, 1)
        layers = [nn.Conv2d(3, channels, (row_stride, 7), stride=self.strides, padding=(0, 3)), nn.ReLU()]
        for _ in range(depth):
            layers += [nn.Conv2d(channels, channels, 5, padding=2), nn.ReLU()]
        self.layers = nn.Sequential(*layers)

    def forward(self, strips: Tensor) -> tuple[Tensor]:
        """Args: strips: (B, 3, H, W). Returns: one map, (B, C, H / row_stride, W)."""
        return (self.layers(strips),)
