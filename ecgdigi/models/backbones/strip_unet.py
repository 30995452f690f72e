"""A small U-Net for strips: full resolution along time, less along voltage.

Shapes: B strips, H rows and W columns of px, C channels.
"""

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from mmengine.model import BaseModule
from torch import Tensor, nn

from ecgdigi.registry import MODELS

# Rows from a strip's middle at which its height channel is 1: the ends of a strip of 512 rows. A taller strip reaches further.
UNIT_PX = 255.5
NORMS = {'batch': nn.BatchNorm2d, 'group': lambda channels: nn.GroupNorm(8, channels)}


def conv_norm_act(in_channels: int, out_channels: int, norm: str, stride: int = 1) -> nn.Sequential:
    """3x3 convolution, normalization, ReLU."""
    conv = nn.Conv2d(in_channels, out_channels, 3, stride=stride, padding=1, bias=False)
    return nn.Sequential(conv, NORMS[norm](out_channels), nn.ReLU(inplace=True))


@MODELS.register_module()
class StripUNet(BaseModule):
    """Encoder and decoder joined by sums (half the cost of joining by concatenation).

    The first step shrinks the height only: position along time is what costs accuracy. A channel that holds the height
    (0 in the middle, in units of UNIT_PX) tells the network which of several traces is its own: the one of the middle.

    Args:
        channels: of each level, from full width down; each further level halves both sides.
        depths: number of 3x3 convolutions of each level of the encoder, the one that halves included.
        row_stride: rows of the strip per row of the result; where a distribution over height is predicted, its shape tells
            the pen's place within a bin.
        norm: 'batch', or 'group' where batches are too small or must not couple their strips.
        init_cfg: MMEngine's initialization config, of new or of pretrained weights.

    Attributes:
        out_channels: channels of the result.
        strides: (rows, columns) of the result.
    """

    def __init__(
        self,
        channels: Sequence[int],
        depths: Sequence[int],
        row_stride: int = 2,
        norm: str = 'batch',
        init_cfg: dict | None = None,
    ):
        super().__init__(init_cfg)
        if len(channels) != len(depths):
            raise ValueError(f'{len(channels)} channels but {len(depths)} depths: one of each per level')
        if norm not in NORMS:
            raise ValueError(f'norm={norm!r}: choose one of {", ".join(NORMS)}')
        self.out_channels = channels[0]
        self.strides = (row_stride, 1)
        # One row of overlap at either end: row v of the result is centred on rows v * row_stride to (v + 1) * row_stride - 1.
        stem = nn.Conv2d(4, channels[0], (row_stride + 2, 3), stride=self.strides, padding=1, bias=False)
        self.stem = nn.Sequential(stem, NORMS[norm](channels[0]), nn.ReLU(inplace=True))
        self.levels, self.laterals, self.merges = nn.ModuleList(), nn.ModuleList(), nn.ModuleList()
        for k, (width, depth) in enumerate(zip(channels, depths, strict=True)):
            steps = [conv_norm_act(channels[k - 1], width, norm, stride=2)] if k else [conv_norm_act(width, width, norm)]
            steps += [conv_norm_act(width, width, norm) for _ in range(depth - 1)]
            self.levels.append(nn.Sequential(*steps))
            if k:
                self.laterals.append(nn.Conv2d(width, channels[k - 1], 1))
                self.merges.append(conv_norm_act(channels[k - 1], channels[k - 1], norm))

    def forward(self, strips: Tensor) -> tuple[Tensor]:
        """Args: strips: (B, 3, H, W). Returns: one map, (B, C, H / row_stride, W)."""
        rows = torch.arange(strips.shape[2], device=strips.device, dtype=torch.float32) - (strips.shape[2] - 1) / 2
        height = (rows / UNIT_PX).to(strips.dtype)[None, None, :, None].expand(len(strips), 1, -1, strips.shape[3])
        x = self.stem(torch.cat([strips, height], 1))
        maps = []
        for level in self.levels:
            x = level(x)
            maps.append(x)
        for k in reversed(range(len(self.laterals))):
            up = F.interpolate(self.laterals[k](x), size=maps[k].shape[2:], mode='bilinear', align_corners=False)
            x = self.merges[k](maps[k] + up)
        return (x,)
