"""The use way in one place: picture in, signal out. No arithmetic here."""

from dataclasses import dataclass

import numpy as np
import torch

from ecgdigi.geometry.assemble import assemble_signal
from ecgdigi.geometry.grid import fit_grid
from ecgdigi.geometry.ink import find_ink
from ecgdigi.geometry.layout_match import match_layout
from ecgdigi.geometry.rows import RowReading, find_row_candidates
from ecgdigi.geometry.time_frame import TimeFrame, fit_time_frame
from ecgdigi.structures import ECGSignal, PageGeometry, PageLayout

from .read_rows import read_rows


@dataclass(frozen=True)
class PageReading:
    """Everything that was read from one page.

    Attributes:
        signal: twelve leads, mV; NaN where not printed.
        layout: arrangement that was found or given.
        geometry: map and scale.
        frame: page time on paper.
        rows: the rows as read, from the top.
        residual_mm: how far the grid is from the fitted flat map, mm.
    """

    signal: ECGSignal
    layout: PageLayout
    geometry: PageGeometry
    frame: TimeFrame
    rows: list[RowReading]
    residual_mm: float


def digitize(
    picture: np.ndarray,
    model: torch.nn.Module,
    *,
    layout: str | dict | PageLayout = 'auto',
    mm_per_s: float,
    mm_per_mv: float,
    fs_hz: float,
) -> PageReading:
    """Read a flat, upright page.

    Args:
        picture: (H, W, 3) uint8, BGR.
        model: a TraceNet from `load_tracenet`.
        layout: 'auto' or the page's layout.
        mm_per_s, mm_per_mv: paper speed and gain as printed on the page.
        fs_hz: sampling rate of the result, Hz.

    Raises:
        PageRefusedError: the page cannot be read; the message says why.
    """
    grid = fit_grid(picture)
    candidates_mm = find_row_candidates(find_ink(picture, grid.page_map))
    rows = read_rows(picture, grid.page_map, candidates_mm, model)
    found = match_layout(rows, layout)
    frame = fit_time_frame(rows, found, mm_per_s=mm_per_s)
    signal = assemble_signal(rows, found, frame, mm_per_s=mm_per_s, mm_per_mv=mm_per_mv, fs_hz=fs_hz)
    return PageReading(signal, found, PageGeometry(grid.page_map, mm_per_s, mm_per_mv), frame, rows, grid.residual_mm)
