"""Running a TraceNet's end reader where leads begin and end."""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from ecgdigi.geometry.piece_windows import LEAD_PX, WINDOW_PX, lead_columns, wiped
from ecgdigi.geometry.rows import RowReading
from ecgdigi.geometry.scale import Scale
from ecgdigi.geometry.strips import cut_strip
from ecgdigi.geometry.time_frame import TimeFrame
from ecgdigi.structures import PageLayout

from .find_page import FoundPage
from .precision import reading_precision
from .read_rows import HEIGHT_MM, PX_PER_MM

# How much of a lead is read anew from each of its ends, mm. The windows show more of it.
ANEW_MM = 1.5
# Where that meets what was read before, it must be within this of it, mm: else it follows another stroke.
JOIN_MM = 1.0
# Windows read in one pass.
BATCH_WINDOWS = 16
# Logit of heights, relative to the right one, at the place where a lead is known to run.
IMPOSSIBLE = -50.0


class _PieceEnd(NamedTuple):
    """Attributes: row: of the page; x_mm: paper x; column: the first of the row's on the right of it; begins: whether the lead
    begins there."""

    row: int
    x_mm: float
    column: int
    begins: bool

    @property
    def first_column(self) -> int:
        """The row's column, below 0 perhaps, with which the window around the end begins."""
        lead = lead_columns(begins=self.begins)
        return self.column - (lead.start if self.begins else lead.stop)


@torch.inference_mode()
def read_piece_ends(
    page: FoundPage, rows: list[RowReading], layout: PageLayout, frame: TimeFrame, scale: Scale, model: torch.nn.Module
) -> list[RowReading]:
    """Read anew where leads begin and end, with what stands beside them wiped out.

    Args:
        page: that the rows are of.
        rows: one per row of the layout, as `read_rows` read them.
        frame, scale: which tell where the layout's leads begin and end.
        model: the TraceNet that read them, with an end reader.

    Returns:
        The rows, with heights and confidence of the ANEW_MM next to ends of leads as the end reader finds them, and those ends as
        `ends_read`. An end that lies beyond the paper, or whose path does not meet the row's, stays as it was read.
    """
    per_column = model.positions_per_column
    ends = list(_find_ends(rows, layout, frame, scale, per_column))
    if not ends:
        return rows
    inputs = torch.from_numpy(np.stack([_window(page, rows[end.row], end, per_column) for end in ends]).transpose(0, 3, 1, 2))
    tops_mm = np.array([_top_mm(rows[end.row]) for end in ends])
    known_px = torch.from_numpy(np.stack([_known_rows(rows[end.row], end, per_column) for end in ends]) - tops_mm[:, None])
    rows_px, confidence = _read(inputs, (known_px * PX_PER_MM).float(), ends, model)
    heights_mm = tops_mm[:, None] + rows_px.cpu().numpy() / PX_PER_MM
    y_mm, sure = [row.y_mm.copy() for row in rows], [row.confidence.copy() for row in rows]
    ends_read = [[] for _ in rows]
    for end, height_mm, certainty in zip(ends, heights_mm, confidence.cpu().numpy(), strict=True):
        inwards_mm = (rows[end.row].x_mm - end.x_mm) * (1 if end.begins else -1)
        at = np.flatnonzero((inwards_mm >= 0) & (inwards_mm < ANEW_MM))
        lead = lead_columns(begins=end.begins)  # the end itself may lie within the column beside it
        places = (at - end.first_column * per_column).clip(lead.start * per_column, lead.stop * per_column - 1)
        innermost = -1 if end.begins else 0
        if len(at) and abs(height_mm[places[innermost]] - y_mm[end.row][at[innermost]]) <= JOIN_MM:
            y_mm[end.row][at], sure[end.row][at] = height_mm[places], certainty[places]
            ends_read[end.row].append((end.x_mm, end.begins))
    return [
        replace(row, y_mm=y, confidence=c, ends_read=tuple(known))
        for row, y, c, known in zip(rows, y_mm, sure, ends_read, strict=True)
    ]


def _find_ends(
    rows: list[RowReading], layout: PageLayout, frame: TimeFrame, scale: Scale, per_column: int
) -> Iterator[_PieceEnd]:
    """The ends of leads that lie on the part of the paper that was read; of leads shorter than a window none."""
    for box in layout.boxes(duration_s=frame.duration_s):
        row = rows[box.row]
        span_mm = frame.span_mm(box, row.zero_line_mm, scale.mm_per_s)
        if span_mm[1] - span_mm[0] < LEAD_PX / PX_PER_MM:  # a window would show more than this lead
            continue
        for x_mm, begins in zip(span_mm, (True, False), strict=True):
            if row.x_mm[0] <= x_mm <= row.x_mm[-1]:
                column = int(np.ceil((x_mm - _left_mm(row, per_column)) * PX_PER_MM))
                yield _PieceEnd(box.row, x_mm, column, begins)


def _left_mm(row: RowReading, per_column: int) -> float:
    """Paper x of the centre of the row's first column, mm."""
    return float(row.x_mm[0] + (0.5 - 0.5 / per_column) / PX_PER_MM)


def _top_mm(row: RowReading) -> float:
    """Paper y of the centre of the first row of pixels of a row's windows, mm."""
    return row.zero_line_mm - HEIGHT_MM / 2


def _window(page: FoundPage, row: RowReading, end: _PieceEnd, per_column: int) -> np.ndarray:
    left_mm = _left_mm(row, per_column) + end.first_column / PX_PER_MM
    size = dict(width_px=WINDOW_PX, height_px=round(HEIGHT_MM * PX_PER_MM), px_per_mm=PX_PER_MM)
    strip = cut_strip(page.picture, page.page_map, left_mm=left_mm, top_mm=_top_mm(row), **size)
    return wiped(strip.picture, begins=end.begins)


def _known_rows(row: RowReading, end: _PieceEnd, per_column: int) -> np.ndarray:
    """(P,) paper y of the pen in a window, mm, as it was read before; beyond the row its first or last one."""
    places = np.arange(WINDOW_PX * per_column) + end.first_column * per_column
    return row.y_mm[places.clip(0, len(row.y_mm) - 1)]


def _read(inputs: Tensor, known_px: Tensor, ends: list[_PieceEnd], model: torch.nn.Module) -> tuple[Tensor, Tensor]:
    """(B, 3, H, W) uint8 windows to (B, P) rows, px, and confidence. A path begins, deep inside the lead, where the row is known
    to run."""
    reader = model.end_reader
    with reading_precision(model):
        pictures = model.data_preprocessor(dict(inputs=inputs))['inputs']
        logits = torch.cat([reader(part)[0] for part in pictures.split(BATCH_WINDOWS)]).float()
        inner = torch.tensor([-1 if end.begins else 0 for end in ends], device=logits.device)
        each = torch.arange(len(ends), device=logits.device)
        bins = reader.px_to_bins(known_px.to(logits.device))[each, inner].round().long().clamp(0, logits.shape[1] - 1)
        logits[each, :, inner] = IMPOSSIBLE
        logits[each, bins, inner] = 0.0
        found, confidence = reader.decoder(logits, inputs)
        return model.refined(pictures, reader.bins_to_px(found)), confidence
