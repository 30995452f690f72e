"""From features to the way in which a page is turned."""

import torch
import torch.nn.functional as F
from mmengine.model import BaseModule
from torch import Tensor, nn

from ecgdigi.registry import MODELS
from ecgdigi.structures.page_sample import PageSample


@MODELS.register_module()
class TurnHead(BaseModule):
    """One of four quarter turns, from the mean and the strongest response of each coarse feature.

    Args:
        in_channels: of the fine and of the coarse map.
        weight: of the loss.
        init_cfg: MMEngine's initialization config.
    """

    def __init__(self, in_channels: tuple[int, int], weight: float = 0.3, init_cfg: dict | None = None):
        super().__init__(init_cfg)
        self.answer = nn.Linear(2 * in_channels[1], 4)
        self.weight = weight

    def forward(self, fine: Tensor, coarse: Tensor) -> Tensor:
        """Args: coarse: (B, C, h, w). Returns: (B, 4) logits."""
        return self.answer(torch.cat([coarse.mean((2, 3)), coarse.amax((2, 3))], 1))

    def loss(self, answer: Tensor, samples: list[PageSample]) -> dict[str, Tensor]:
        """Cross-entropy."""
        turned = torch.stack([sample.gt_quarter_turns for sample in samples])
        return dict(loss_turn=self.weight * F.cross_entropy(answer.float(), turned))

    def predict(self, answer: Tensor, samples: list[PageSample]) -> None:
        """Add `pred_quarter_turns`, the probabilities of the four turns, to the samples."""
        for sample, values in zip(samples, answer.float().softmax(1), strict=True):
            sample.pred_quarter_turns = values
