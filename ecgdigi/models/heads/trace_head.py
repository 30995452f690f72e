"""From features to a distribution over the pen's height, and to whether there is a pen at all."""

from mmengine.model import BaseModule
from torch import Tensor, nn

from ecgdigi.registry import MODELS


@MODELS.register_module()
class TraceHead(BaseModule):
    """Per position: logits over height bins, and one logit for "the trace is printed here".

    Args:
        in_channels: of the features.
        positions_per_column: K, positions answered per column of features; see `position_columns`.
        ink_channels: hidden width of the ink branch.
        init_cfg: MMEngine's initialization config.
    """

    def __init__(self, in_channels: int, positions_per_column: int, ink_channels: int = 32, init_cfg: dict | None = None):
        super().__init__(init_cfg)
        self.positions_per_column = positions_per_column
        self.height = nn.Conv2d(in_channels, positions_per_column, 1)
        # It sees the strongest response of each channel in a column. Pooling by the height's own attention was tried: it
        # made a training step 1.3 times as long.
        self.ink = nn.Sequential(
            nn.Conv1d(in_channels, ink_channels, 5, padding=2),
            nn.ReLU(inplace=True),
            nn.Conv1d(ink_channels, positions_per_column, 5, padding=2),
        )

    def forward(self, features: Tensor) -> tuple[Tensor, Tensor]:
        """Args: features: (B, C, R, W). Returns: height logits (B, R, W * K), ink logits (B, W * K)."""
        heights = self.height(features)  # (B, K, R, W)
        strongest = features.permute(0, 2, 3, 1).amax(1).transpose(1, 2)  # in the order of memory: twenty times as fast
        ink = self.ink(strongest)  # (B, K, W)
        return heights.permute(0, 2, 3, 1).flatten(2), ink.transpose(1, 2).flatten(1)
