"""From features to what is printed where: lead names, rows, where pieces begin and end, pulses."""

import torch
import torch.nn.functional as F
from mmengine.model import BaseModule
from torch import Tensor, nn

from ecgdigi.registry import MODELS
from ecgdigi.structures import LEAD_NAMES
from ecgdigi.structures.page_sample import PAGE_AREAS, PageSample

from .label_loss import label_loss

NUM_NAMES = 1 + len(LEAD_NAMES)


@MODELS.register_module()
class LayoutHead(BaseModule):
    """Per cell: logits of "no name" and of the twelve names, and one logit for each of PAGE_AREAS.

    Args:
        in_channels: of the fine and of the coarse map.
        name_weight: of a cell that is covered by a name, over one that is not; names are rare.
        area_weight: of a cell that belongs to an area, over one that does not.
        init_cfg: MMEngine's initialization config.
    """

    def __init__(
        self, in_channels: tuple[int, int], name_weight: float = 6.0, area_weight: float = 4.0, init_cfg: dict | None = None
    ):
        super().__init__(init_cfg)
        width = in_channels[0]
        self.answer = nn.Sequential(
            nn.Conv2d(width, 2 * width, 3, padding=1, bias=False),
            nn.BatchNorm2d(2 * width),
            nn.ReLU(inplace=True),
            nn.Conv2d(2 * width, NUM_NAMES + len(PAGE_AREAS), 1),
        )
        self.name_weight = name_weight
        self.area_weight = area_weight

    def forward(self, fine: Tensor, coarse: Tensor) -> Tensor:
        """Args: fine: (B, C, h, w). Returns: (B, 13 + areas, h, w) logits."""
        return self.answer(fine)

    def loss(self, answer: Tensor, samples: list[PageSample]) -> dict[str, Tensor]:
        """Weighted cross-entropies over the cells that are seen."""
        labels, areas, seen = (
            torch.stack([getattr(sample, name) for sample in samples]) for name in ('gt_labels', 'gt_areas', 'gt_seen')
        )
        names, marks = answer[:, :NUM_NAMES], answer[:, NUM_NAMES:].float()
        balance = torch.where(areas, self.area_weight, 1.0) * seen[:, None]
        area = (F.binary_cross_entropy_with_logits(marks, areas.float(), reduction='none') * balance).sum()
        loss_name = label_loss(names, labels, seen, self.name_weight)
        return dict(loss_name=loss_name, loss_area=area / (seen.sum() * len(PAGE_AREAS)).clamp_min(1))

    def predict(self, answer: Tensor, samples: list[PageSample]) -> None:
        """Add `pred_labels` and `pred_areas` to the samples."""
        for sample, values in zip(samples, answer.float(), strict=True):
            sample.pred_labels = values[:NUM_NAMES].softmax(0)
            sample.pred_areas = values[NUM_NAMES:].sigmoid()
