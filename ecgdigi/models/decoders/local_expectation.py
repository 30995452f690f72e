"""The mean height near a given bin: sub-bin refinement that no second mode can pull away."""

import torch
from torch import Tensor


def local_expectation(height_logits: Tensor, bins: Tensor, reach_bins: int) -> tuple[Tensor, Tensor]:
    """Expected height over the bins within `reach_bins` of a given one.

    Args:
        height_logits: (B, R, P).
        bins: (B, P) int64, bin around which to average.

    Returns:
        (B, P) float32 height in bins, and (B, P) the share of probability found there.
    """
    probability = height_logits.float().softmax(1)
    offsets = torch.arange(-reach_bins, reach_bins + 1, device=bins.device)
    index = bins[:, None] + offsets[None, :, None]  # (B, 2 * reach + 1, P)
    inside = (index >= 0) & (index < height_logits.shape[1])
    near = probability.gather(1, index.clamp(0, height_logits.shape[1] - 1)) * inside
    mass = near.sum(1)
    mean_offset = (near * offsets[None, :, None]).sum(1) / mass.clamp_min(1e-12)
    return bins + mean_offset, mass
