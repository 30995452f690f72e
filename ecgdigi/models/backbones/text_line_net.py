"""Features of lines of text: what stands in each column, seen over the line's whole height."""

from collections.abc import Sequence

from mmengine.model import BaseModule
from torch import Tensor, nn

from ecgdigi.registry import MODELS

from .strip_unet import conv_norm_act

# Columns of the picture per column of the result.
STRIDE = 8


@MODELS.register_module()
class TextLineNet(BaseModule):
    """Three steps halve both sides of the picture, then each column becomes one vector, and these look to either side.

    Args:
        height: H, rows of the picture, px; a multiple of 8.
        channels: of the three steps that halve.
        line_channels: width of the part that looks along the line.
        dilations: of its convolutions over 5 columns; what they see must hold a number and its unit together.
        init_cfg: MMEngine's initialization config.

    Attributes:
        out_channels: channels of the two results. They are the same: a PageNet's heads are given a fine and a coarse one.

    Raises:
        ValueError: not three steps, or a height that cannot be halved so often.
    """

    def __init__(
        self,
        height: int,
        channels: Sequence[int] = (16, 32, 48),
        line_channels: int = 96,
        dilations: Sequence[int] = (1, 2, 2, 4),
        init_cfg: dict | None = None,
    ):
        super().__init__(init_cfg)
        if height % STRIDE or len(channels) != 3:
            raise ValueError(f'TextLineNet: height={height}, {len(channels)} channels: wanted a multiple of {STRIDE}, and three')
        self.height = height
        self.out_channels = (line_channels, line_channels)
        widths = zip((3, *channels[:-1]), channels, strict=True)
        steps = [nn.Sequential(conv_norm_act(a, b, 'batch', stride=2), conv_norm_act(b, b, 'batch')) for a, b in widths]
        self.look = nn.Sequential(*steps)
        self.join = _along_line(channels[-1] * (height // STRIDE), line_channels, 3)
        self.along = nn.ModuleList(_along_line(line_channels, line_channels, 5, dilation) for dilation in dilations)

    def forward(self, lines: Tensor) -> tuple[Tensor, Tensor]:
        """Args: lines: (B, 3, H, W) float32. Returns: one map twice, (B, C, 1, W / 8)."""
        features = self.join(self.look(lines).flatten(1, 2))
        for convolution in self.along:
            features = features + convolution(features)
        return features[:, :, None], features[:, :, None]


def _along_line(in_channels: int, out_channels: int, kernel: int, dilation: int = 1) -> nn.Sequential:
    reach = dilation * (kernel // 2)
    conv = nn.Conv1d(in_channels, out_channels, kernel, padding=reach, dilation=dilation, bias=False)
    return nn.Sequential(conv, nn.BatchNorm1d(out_channels), nn.ReLU(inplace=True))
