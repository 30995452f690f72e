"""Paper and its printed grid.

Grid lines are parallel to the paper's edges, so the share of each pixel that they cover is an outer product of two exact
1-D profiles, and paper with both families of lines or dots is a sum of a few such products. Most rows of pixels are alike, and
so are most columns: the colours where two different ones cross are computed once and copied to wherever such two cross.
"""

import numpy as np

from .frame import Frame
from .style import GridStyle, PageStyle

FINE_MM, COARSE_MM = 1.0, 5.0
LEVELS = 128  # of a pixel's share: half of one is half a grey level where black meets white


def draw_paper(frame: Frame, style: PageStyle) -> np.ndarray:
    """Paper with its grid.

    Args:
        frame: which part of the paper, at which resolution.

    Returns:
        (H, W, 3) uint8, BGR.
    """
    (columns, column_of), (rows, row_of) = (_kinds(_shares(frame, axis, style.grid)) for axis in (0, 1))
    return _crossings(columns / LEVELS, rows / LEVELS, style).take(column_of, axis=1).take(row_of, axis=0)


def _kinds(shares: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Those of the (size, 3) shares that differ, (K, 3), and which of them each is, (size,)."""
    keys = shares @ np.array([(LEVELS + 1) ** 2, LEVELS + 1, 1])
    _, first, kind_of = np.unique(keys, return_index=True, return_inverse=True)
    return shares[first], kind_of


def _shares(frame: Frame, axis: int, grid: GridStyle) -> np.ndarray:
    """(size, 3) of each row or column of pixels: what lies in the printed area, is clear of coarse lines too, of fine ones too.

    In `LEVELS`, so that rows that differ by less than is seen are the same.
    """
    inside = _inside(frame, axis, grid.box_mm)
    clear = inside * _uncovered(frame, axis, COARSE_MM, grid.coarse_width_mm, grid.offset_mm)
    clearest = clear * _uncovered(frame, axis, FINE_MM, grid.fine_width_mm, grid.offset_mm)
    return np.round(np.stack([inside, clear, clearest], 1) * LEVELS).astype(int)


def _crossings(columns: np.ndarray, rows: np.ndarray, style: PageStyle) -> np.ndarray:
    """(R, C, 3) uint8 colours where rows cross columns, of the (R, 3) and (C, 3) shares of each."""
    paper, fine, coarse = (np.array(bgr) for bgr in (style.paper_bgr, style.grid.fine_bgr, style.grid.coarse_bgr))
    inside, clear, clearest = (np.outer(rows[:, k], columns[:, k]) for k in range(3))
    if style.grid.dots:  # clear of dots: the share x + y - x y
        clearest = np.outer(rows[:, 1], columns[:, 2]) + np.outer(rows[:, 2], columns[:, 1]) - clearest
    # Paper everywhere; inside the box first coarse ink, then fine ink where the coarse leaves it clear, then paper where both do.
    shares = np.stack([inside, clear, clearest], -1)
    colours = paper + shares @ np.stack([coarse - paper, fine - coarse, paper - fine])
    return np.clip(np.round(colours), 0, 255).astype(np.uint8)


def _uncovered(frame: Frame, axis: int, pitch_mm: float, width_mm: float, offset_mm: tuple[float, float]) -> np.ndarray:
    """(size,) share of each pixel that lines of `width_mm` every `pitch_mm` leave clear."""
    edges_mm = frame.edges_mm(axis) - offset_mm[axis]
    phase = (edges_mm + width_mm / 2) / pitch_mm
    covered_mm = np.floor(phase) * width_mm + np.minimum((phase % 1) * pitch_mm, width_mm)
    return 1 - np.diff(covered_mm) * frame.px_per_mm


def _inside(frame: Frame, axis: int, box_mm: tuple[float, float, float, float] | None) -> np.ndarray:
    edges_mm = frame.edges_mm(axis)
    if box_mm is None:
        return np.ones(len(edges_mm) - 1)
    covered_mm = np.clip(edges_mm, box_mm[axis], box_mm[axis + 2])
    return np.diff(covered_mm) * frame.px_per_mm
