"""Cross-entropy between the predicted distribution over height and a narrow bell at the pen's true height."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from ecgdigi.registry import MODELS


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
    rise = torch.nan_to_num(torch.gradient(rows, dim=1)[0]).abs()
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
        ink_weight: weight of the ink loss.
    """

    def __init__(self, sigma_bins: float = 1.0, steep_factor: float = 0.25, ink_weight: float = 0.5):
        super().__init__()
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
            'loss_height' (nats per position with known height) and 'loss_ink'.
        """
        target = height_targets(rows, height_logits.shape[1], self.sigma_bins, self.steep_factor)
        entropy = -(target * height_logits.float().log_softmax(1)).sum(1)
        known = torch.isfinite(rows).sum().clamp_min(1)
        ink = F.binary_cross_entropy_with_logits(ink_logits.float(), inked.float())
        return dict(loss_height=entropy.sum() / known, loss_ink=self.ink_weight * ink)
