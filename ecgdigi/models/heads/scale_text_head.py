"""From features to where a page states its paper speed and gain, and which."""

import torch
from mmengine.model import BaseModule
from torch import Tensor, nn

from ecgdigi.registry import MODELS
from ecgdigi.structures import SCALE_TEXTS
from ecgdigi.structures.page_sample import PageSample

from .label_loss import label_loss


@MODELS.register_module()
class ScaleTextHead(BaseModule):
    """Per cell: logits of "no scale" and of each of SCALE_TEXTS.

    Args:
        in_channels: of the fine and of the coarse map.
        hidden_channels: of its two 3x3 convolutions, which see five cells across.
        text_weight: of a cell that is covered by such a text, over one that is not; they are rare.
        init_cfg: MMEngine's initialization config.
    """

    def __init__(
        self, in_channels: tuple[int, int], hidden_channels: int = 64, text_weight: float = 6.0, init_cfg: dict | None = None
    ):
        super().__init__(init_cfg)
        layers, width = [], in_channels[0]
        for _ in range(2):
            layers += [
                nn.Conv2d(width, hidden_channels, 3, padding=1, bias=False),
                nn.BatchNorm2d(hidden_channels),
                nn.ReLU(inplace=True),
            ]
            width = hidden_channels
        self.answer = nn.Sequential(*layers, nn.Conv2d(width, 1 + len(SCALE_TEXTS), 1))
        self.text_weight = text_weight

    def forward(self, fine: Tensor, coarse: Tensor) -> Tensor:
        """Args: fine: (B, C, h, w). Returns: (B, 1 + len(SCALE_TEXTS), h, w) logits."""
        return self.answer(fine)

    def loss(self, answer: Tensor, samples: list[PageSample]) -> dict[str, Tensor]:
        """Weighted cross-entropy over the cells that are seen and that show no other scale."""
        scales, seen = (torch.stack([getattr(sample, name) for sample in samples]) for name in ('gt_scales', 'gt_seen'))
        return dict(loss_scale=label_loss(answer, scales, seen & (scales >= 0), self.text_weight))

    def predict(self, answer: Tensor, samples: list[PageSample]) -> None:
        """Add `pred_scales` to the samples."""
        for sample, values in zip(samples, answer.float().softmax(1), strict=True):
            sample.pred_scales = values
