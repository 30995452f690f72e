"""Cross-entropy between the predicted distribution over height and a narrow bell at the pen's true height."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from ecgdigi.registry import MODELS

MAX_RISE = 2.0
# A step of more than this between positions, bins, is none of a heart: one lead ends there and the next begins. And how many
# positions on either side are near it.
JUMP_BINS = 3.0
JUMP_REACH = 8


def rise_per_position(rows: Tensor) -> Tensor:
    """(B, P) heights to their absolute change per position; 0 where unknown."""
    return torch.nan_to_num(torch.gradient(rows, dim=1)[0]).abs()


def near_jumps(rows: Tensor) -> Tensor:
    """(B, P) heights, bins, to whether a position lies near a change of lead."""
    return _widened(torch.nan_to_num(rows.diff(dim=1)).abs() > JUMP_BINS)


def near_ends(inked: Tensor) -> Tensor:
    """(B, P) whether a trace is printed, to whether a position lies near where it begins or ends."""
    return _widened(inked[:, 1:] != inked[:, :-1])


def _widened(steps: Tensor) -> Tensor:
    """(B, P - 1) steps between positions to the (B, P) positions around them."""
    return F.max_pool1d(F.pad(steps.float(), (1, 0)), 2 * JUMP_REACH + 1, stride=1, padding=JUMP_REACH) > 0


def height_targets(rows: Tensor, num_bins: int, sigma_bins: float, steep_factor: float) -> Tensor:
    """A normalized Gaussian over bins at the true height of every position.

    Where the trace is steep a small error along time makes a large one in height: there the bell is wider.

    Args:
        rows: (B, P) true height, in bins (fractions allowed); NaN where unknown.
        sigma_bins: its standard deviation on level parts, bins.
        steep_factor: share of the rise per position, in bins, that is added (in squares).

    Returns:
        (B, num_bins, P); zero where the height is unknown.
    """
    rise = rise_per_position(rows)
    sigma = torch.hypot(torch.full_like(rise, sigma_bins), steep_factor * rise)
    bins = torch.arange(num_bins, device=rows.device, dtype=rows.dtype)[None, :, None]
    bell = torch.exp(-0.5 * ((bins - torch.nan_to_num(rows)[:, None]) / sigma[:, None]) ** 2)
    return bell / bell.sum(1, keepdim=True).clamp_min(1e-6) * torch.isfinite(rows)[:, None]


@MODELS.register_module()
class TraceLoss(nn.Module):
    """Height and ink losses of `TraceHead`.

    Args:
        sigma_bins: width of the target, bins.
        steep_factor: see `height_targets`.
        steep_weight: extra weight of a position per bin of rise from its neighbours, up to MAX_RISE bins. An error is
            largest where the trace is steep (QRS complexes, changes of lead), and such positions are few.
        jump_weight: extra weight of the positions near a change of lead (`near_jumps`), where bars, names and the other lead's
            waves cover each other: they are fewer still, and a wave that begins there is lost.
        end_weight: the same of the positions near where a trace begins or ends (`near_ends`).
        ink_weight: weight of the ink loss.
    """

    def __init__(
        self,
        sigma_bins: float = 1.0,
        steep_factor: float = 0.25,
        steep_weight: float = 0.0,
        jump_weight: float = 0.0,
        end_weight: float = 0.0,
        ink_weight: float = 0.5,
    ):
        super().__init__()
        self.steep_weight = steep_weight
        self.jump_weight = jump_weight
        self.end_weight = end_weight
        self.sigma_bins = sigma_bins
        self.steep_factor = steep_factor
        self.ink_weight = ink_weight

    def forward(self, height_logits: Tensor, ink_logits: Tensor, rows: Tensor, inked: Tensor) -> dict[str, Tensor]:
        """Compare with the truth.

        Args:
            height_logits: (B, R, P). ink_logits: (B, P).
            rows: (B, P) true height, in bins; NaN where unknown.
            inked: (B, P) bool.

        Returns:
            'loss_height' (nats per position, 0 where the height is unknown) and 'loss_ink'. Both are plain means over all
            positions, so that the mean over several processes is that of one process with all their strips.
        """
        target = height_targets(rows, height_logits.shape[1], self.sigma_bins, self.steep_factor)
        entropy = -(target * height_logits.float().log_softmax(1)).sum(1)
        extra = self.steep_weight * rise_per_position(rows).clamp_max(MAX_RISE)
        extra = extra + self.jump_weight * near_jumps(rows) + self.end_weight * near_ends(inked)
        weight = torch.isfinite(rows) * (1 + extra)
        ink = F.binary_cross_entropy_with_logits(ink_logits.float(), inked.float())
        return dict(loss_height=(weight * entropy).mean(), loss_ink=self.ink_weight * ink)
