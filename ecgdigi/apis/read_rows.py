"""Running a TraceNet along the rows of a page."""

from collections.abc import Sequence

import numpy as np
import torch

from ecgdigi.geometry.rows import RowReading
from ecgdigi.geometry.strips import cut_strip
from ecgdigi.structures import PageMap, Strip, position_columns

# Resolution and height of the strips TraceNets are trained on.
PX_PER_MM = 8.0
HEIGHT_MM = 64.0
# Rows read in one pass; more only takes memory.
BATCH_ROWS = 4


def read_rows(picture: np.ndarray, page_map: PageMap, baselines_mm: Sequence[float], model: torch.nn.Module) -> list[RowReading]:
    """Read along every given zero line, over the whole width of the picture.

    Args:
        picture: (H, W, 3) uint8, BGR.
        page_map: paper mm <-> picture px.
        baselines_mm: paper y of the zero lines, mm.
        model: a TraceNet in evaluation mode.
    """
    height, width = picture.shape[:2]
    corners = page_map.to_mm(np.array([[0, 0], [width - 1, 0], [0, height - 1], [width - 1, height - 1]], np.float64))
    left_mm, width_mm = corners[:, 0].min(), np.ptp(corners[:, 0])
    size = dict(width_px=round(width_mm * PX_PER_MM / 16 + 0.5) * 16, height_px=round(HEIGHT_MM * PX_PER_MM))
    place = dict(left_mm=left_mm, px_per_mm=PX_PER_MM, **size)
    strips = [cut_strip(picture, page_map, top_mm=y - HEIGHT_MM / 2, **place) for y in baselines_mm]
    readings = []
    for first in range(0, len(strips), BATCH_ROWS):
        readings += _read_batch(strips[first : first + BATCH_ROWS], model)
    return readings


@torch.inference_mode()
def _read_batch(strips: list[Strip], model: torch.nn.Module) -> list[RowReading]:
    pictures = np.stack([strip.picture for strip in strips]).transpose(0, 3, 1, 2)
    batch = model.data_preprocessor(dict(inputs=torch.from_numpy(np.ascontiguousarray(pictures))))
    height_logits, ink_logits = model(batch['inputs'])
    rows, confidence = model.decoder(height_logits, batch['inputs'])
    rows_px, inked = model.bins_to_px(rows).cpu().numpy(), ink_logits.float().sigmoid().cpu().numpy()
    columns = position_columns(strips[0].picture.shape[1], model.positions_per_column)
    return [
        RowReading(strip.columns_to_mm(columns), strip.rows_to_mm(row), ink, sure)
        for strip, row, ink, sure in zip(strips, rows_px, inked, confidence.cpu().numpy(), strict=True)
    ]
