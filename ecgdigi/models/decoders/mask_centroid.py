"""The classic baseline without a network: the middle of the dark pixels of each column.

Kept so that what learning brings stays visible. It is blind to the pen's width: on a steep flank the middle of the ink is
not where the pen's centre is.
"""

import torch
from torch import Tensor

from ecgdigi.registry import TRACE_DECODERS

from .base import TraceDecoder


def mask_centroid_rows(darkness: Tensor, threshold: float) -> tuple[Tensor, Tensor]:
    """Follow the ink from left to right.

    Args:
        darkness: (B, H, W), 0 on paper, 1 on the darkest ink.
        threshold: darkness above which a pixel counts as ink.

    Returns:
        (B, W) rows, px: centroid of the run of ink that is nearest to the last one (the middle of the strip at first);
        (B, W) 1 where a column has ink, else 0. Columns without ink keep the last row.
    """
    mask = darkness > threshold
    rows = torch.empty(darkness.shape[0], darkness.shape[2])
    found = mask.any(1).float()
    for b in range(len(mask)):
        last = darkness.shape[1] / 2
        for u in range(mask.shape[2]):
            ink = mask[b, :, u].nonzero()[:, 0]
            if len(ink):
                breaks = (ink.diff() > 1).nonzero()[:, 0] + 1
                runs = torch.tensor_split(ink, breaks.tolist())
                # Distance from the last row to the run's nearest end; 0 inside it.
                distance = [max(float(run[0]) - last, last - float(run[-1]), 0.0) for run in runs]
                last = float(runs[distance.index(min(distance))].float().mean())
            rows[b, u] = last
    return rows, found


@TRACE_DECODERS.register_module()
class MaskCentroidDecoder(TraceDecoder):
    """Ink by a threshold on the strip itself; the network's heights are not used.

    Args:
        threshold: between paper (0) and the darkest ink (1).
    """

    def __init__(self, threshold: float = 0.5):
        self.threshold = threshold

    @torch.no_grad()
    def __call__(self, height_logits: Tensor, strips: Tensor) -> tuple[Tensor, Tensor]:
        grey = strips.float().amax(1).cpu()  # the brightest channel: coloured grids vanish in it, black ink does not
        flat = grey.flatten(1)
        paper = flat.quantile(0.5, 1)[:, None, None] if flat.shape[1] < 2**24 else flat.median(1)[0][:, None, None]
        ink = torch.stack([strip.kthvalue(max(1, strip.numel() // 500))[0] for strip in flat])[:, None, None]
        rows_px, found = mask_centroid_rows((paper - grey) / (paper - ink).clamp_min(1e-3), self.threshold)
        per_column = height_logits.shape[2] // strips.shape[3]
        px_per_bin = strips.shape[2] / height_logits.shape[1]
        rows = ((rows_px + 0.5) / px_per_bin - 0.5).repeat_interleave(per_column, 1)
        return rows.to(height_logits.device), found.repeat_interleave(per_column, 1).to(height_logits.device)
