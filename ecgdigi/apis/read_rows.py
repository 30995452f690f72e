"""Running a TraceNet along the rows of a page."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from ecgdigi.geometry.rows import RowReading, keep_traces
from ecgdigi.geometry.strips import cut_strip
from ecgdigi.structures import PageMap, Strip, position_columns

from .precision import reading_precision

# Resolution and height of the strips TraceNets are trained on.
PX_PER_MM = 8.0
HEIGHT_MM = 64.0
# Rows read in one pass; more only takes memory.
BATCH_ROWS = 4


@torch.inference_mode()
def read_rows(
    picture: np.ndarray,
    page_map: PageMap,
    box_mm: tuple[float, float, float, float],
    candidates_mm: Sequence[float],
    model: torch.nn.Module,
    min_share: float = 0.5,
) -> list[RowReading]:
    """Read along the rows of a page, over the whole width of the paper that is seen.

    Args:
        picture: (H, W, 3) uint8, BGR.
        page_map: paper mm <-> picture px.
        box_mm: (left, top, right, bottom) of that paper, mm.
        candidates_mm: paper y of zero lines, mm, from the top; those along which no trace runs are left out.
        model: a TraceNet in evaluation mode.
        min_share: of the longest row's length, below which a candidate is left out; 0 keeps all.

    Raises:
        RowsNotFoundError: no candidate holds a trace.
    """
    strips = _cut_strips(picture, page_map, box_mm, candidates_mm)
    inputs = torch.from_numpy(np.stack([strip.picture for strip in strips]).transpose(0, 3, 1, 2))
    height_logits, inked = _predict(inputs, model)
    x_mm = strips[0].columns_to_mm(position_columns(inputs.shape[3], model.positions_per_column))
    kept = keep_traces(inked, x_mm[1] - x_mm[0], min_share)
    tops_bins = np.array([strips[k].top_mm for k in kept]) * PX_PER_MM / model.px_per_bin
    rows, confidence = model.decoder.decode_page(height_logits[kept], inputs[kept], tops_bins)
    rows_px = _refine(inputs[kept], model.bins_to_px(rows), model).cpu().numpy()
    return [
        RowReading(x_mm, strips[k].rows_to_mm(row), inked[k], sure)
        for k, row, sure in zip(kept, rows_px, confidence.cpu().numpy(), strict=True)
    ]


def _cut_strips(picture: np.ndarray, page_map: PageMap, box_mm, baselines_mm: Sequence[float]) -> list[Strip]:
    """One strip of full width around each zero line."""
    left_mm, width_mm = box_mm[0], box_mm[2] - box_mm[0]
    size = dict(width_px=round(width_mm * PX_PER_MM / 16 + 0.5) * 16, height_px=round(HEIGHT_MM * PX_PER_MM))
    place = dict(left_mm=left_mm, px_per_mm=PX_PER_MM, **size)
    return [cut_strip(picture, page_map, top_mm=y - HEIGHT_MM / 2, **place) for y in baselines_mm]


def _predict(inputs: Tensor, model: torch.nn.Module) -> tuple[Tensor, np.ndarray]:
    """(B, 3, H, W) uint8 strips to (B, R, P) logits of the height and (B, P) probability of ink."""
    with reading_precision(model):
        parts = [model(model.data_preprocessor(dict(inputs=part))['inputs']) for part in inputs.split(BATCH_ROWS)]
    height_logits, ink_logits = (torch.cat(outputs) for outputs in zip(*parts, strict=True))
    return height_logits.float(), ink_logits.float().sigmoid().cpu().numpy()


def _refine(inputs: Tensor, rows_px: Tensor, model: torch.nn.Module) -> Tensor:
    """(B, P) decoded rows of uint8 strips, px, as the network corrects them."""
    with reading_precision(model):
        return model.refined(model.data_preprocessor(dict(inputs=inputs))['inputs'], rows_px)
