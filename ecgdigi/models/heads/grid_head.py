"""From features to the phases of the printed grid, and to where there is paper."""

import torch
import torch.nn.functional as F
from mmengine.model import BaseModule
from torch import Tensor, nn

from ecgdigi.registry import MODELS
from ecgdigi.structures.page_sample import PageSample


@MODELS.register_module()
class GridHead(BaseModule):
    """Per cell: cosine and sine of the phase of two families of 5 mm lines, and one logit for paper.

    The families are those of the picture: the first crosses its rows, and its phase grows to the right; the second crosses
    its columns, and its phase grows downwards, whichever way the page is turned. An unsure answer is a short vector: the
    mean of all phases that are possible.

    Args:
        in_channels: of the fine and of the coarse map.
        phase_weight, paper_weight: of the losses.
        init_cfg: MMEngine's initialization config.
    """

    def __init__(
        self, in_channels: tuple[int, int], phase_weight: float = 4.0, paper_weight: float = 0.5, init_cfg: dict | None = None
    ):
        super().__init__(init_cfg)
        self.answer = nn.Conv2d(in_channels[0], 5, 1)
        self.phase_weight = phase_weight
        self.paper_weight = paper_weight

    def forward(self, fine: Tensor, coarse: Tensor) -> Tensor:
        """Args: fine: (B, C, h, w). Returns: (B, 5, h, w): cos and sin of x, cos and sin of y, paper."""
        return self.answer(fine)

    def loss(self, answer: Tensor, samples: list[PageSample]) -> dict[str, Tensor]:
        """Squared distance of the phase vectors where the grid is known, and the cross-entropy of paper."""
        turns = torch.stack([sample.gt_turns for sample in samples])  # (B, 2, h, w)
        paper = torch.stack([sample.gt_paper for sample in samples]).float()
        known = torch.isfinite(turns)
        angle = 2 * torch.pi * torch.nan_to_num(turns)
        wanted = torch.stack([angle.cos(), angle.sin()], 2)  # (B, 2, 2, h, w)
        off = (answer[:, :4].float().unflatten(1, (2, 2)) - wanted).square().sum(2)
        phase = (off * known).sum() / known.sum().clamp_min(1)
        entropy = F.binary_cross_entropy_with_logits(answer[:, 4].float(), paper)
        return dict(loss_phase=self.phase_weight * phase, loss_paper=self.paper_weight * entropy)

    def predict(self, answer: Tensor, samples: list[PageSample]) -> None:
        """Add `pred_phasors` and `pred_paper` to the samples."""
        for sample, values in zip(samples, answer.float(), strict=True):
            sample.pred_phasors = values[:4]
            sample.pred_paper = values[4].sigmoid()
