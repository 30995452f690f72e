"""A U-Net for whole pages: cheap where the picture is large, wide where it is small.

Shapes: B pictures, H rows and W columns of px, C channels.
"""

from collections.abc import Sequence

import torch.nn.functional as F
from mmengine.model import BaseModule
from torch import Tensor, nn

from ecgdigi.registry import MODELS

from .strip_unet import NORMS, conv_norm_act

# The decoder's result is this much smaller than the picture along either side.
STRIDE = 4


@MODELS.register_module()
class PageUNet(BaseModule):
    """Encoder and decoder joined by sums. The decoder ends at a quarter of the picture's size.

    Args:
        channels: of each level; the first is half the picture's size, each further one halves it again; at least two.
        depths: number of 3x3 convolutions of each level behind the one that halves.
        norm: 'batch', or 'group' where batches are small.
        init_cfg: MMEngine's initialization config.

    Attributes:
        out_channels: channels of the two results.
    """

    def __init__(self, channels: Sequence[int], depths: Sequence[int], norm: str = 'batch', init_cfg: dict | None = None):
        super().__init__(init_cfg)
        if len(channels) != len(depths) or len(channels) < 2:
            raise ValueError(f'{len(channels)} channels and {len(depths)} depths: one of each per level, from two levels on')
        self.out_channels = (channels[1], channels[-1])
        stem = nn.Conv2d(3, channels[0], 5, stride=2, padding=2, bias=False)
        first = [stem, NORMS[norm](channels[0]), nn.ReLU(inplace=True)]
        self.levels, self.laterals, self.merges = nn.ModuleList(), nn.ModuleList(), nn.ModuleList()
        for k, (width, depth) in enumerate(zip(channels, depths, strict=True)):
            steps = first if k == 0 else [conv_norm_act(channels[k - 1], width, norm, stride=2)]
            self.levels.append(nn.Sequential(*steps, *(conv_norm_act(width, width, norm) for _ in range(depth))))
            if k > 1:
                self.laterals.append(nn.Conv2d(width, channels[k - 1], 1))
                self.merges.append(conv_norm_act(channels[k - 1], channels[k - 1], norm))

    def forward(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        """Find features.

        Args:
            pictures: (B, 3, H, W) float32.

        Returns:
            The decoder's map, (B, C, H / 4, W / 4), and the encoder's last, the smallest.
        """
        maps, x = [], pictures
        for level in self.levels:
            x = level(x)
            maps.append(x)
        for k in reversed(range(len(self.laterals))):
            larger = maps[k + 1]
            up = F.interpolate(self.laterals[k](x), size=larger.shape[2:], mode='bilinear', align_corners=False)
            x = self.merges[k](larger + up)
        return x, maps[-1]
