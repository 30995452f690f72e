"""Loss of a head that says which of several printed things covers a cell."""

import torch
import torch.nn.functional as F
from torch import Tensor


def label_loss(logits: Tensor, labels: Tensor, counted: Tensor, weight: float) -> Tensor:
    """Weighted cross-entropy, per cell that counts.

    Args:
        logits: (B, C, h, w).
        labels: (B, h, w) int64; 0 is "none of them".
        counted: (B, h, w) bool, which cells count; others may have any label.
        weight: of a cell with a label, over one of none.

    Returns:
        () float32.
    """
    weights = counted * torch.where(labels > 0, weight, 1.0)
    losses = F.cross_entropy(logits.float(), torch.where(counted, labels, 0), reduction='none')
    return (losses * weights).sum() / counted.sum().clamp_min(1)
