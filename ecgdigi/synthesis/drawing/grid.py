"""Paper and its printed grid.

Grid lines are parallel to the paper's edges, so the share of each pixel that they cover is an outer product of two exact
1-D profiles, and paper with both families of lines or dots is a sum of a few such products: one small matrix product per page.
"""

import cv2
import numpy as np

from .frame import Frame
from .style import PageStyle

FINE_MM, COARSE_MM = 1.0, 5.0


def draw_paper(frame: Frame, style: PageStyle) -> np.ndarray:
    """Paper with its grid.

    Args:
        frame: which part of the paper, at which resolution.

    Returns:
        (H, W, 3) uint8, BGR.
    """
    grid = style.grid
    inside_x, inside_y = (_inside(frame, axis, grid.box_mm) for axis in (0, 1))
    fine_x, fine_y = (_uncovered(frame, axis, FINE_MM, grid.fine_width_mm, grid.offset_mm) for axis in (0, 1))
    coarse_x, coarse_y = (_uncovered(frame, axis, COARSE_MM, grid.coarse_width_mm, grid.offset_mm) for axis in (0, 1))
    paper, fine, coarse = (np.asarray(bgr, np.float64) for bgr in (style.paper_bgr, grid.fine_bgr, grid.coarse_bgr))
    clear_x, clear_y = inside_x * coarse_x, inside_y * coarse_y
    # Paper everywhere; inside the box first coarse ink, then fine ink where the coarse leaves it clear, then paper where both do.
    products = [
        (np.ones_like(inside_x), np.ones_like(inside_y), paper),
        (inside_x, inside_y, coarse - paper),
        (clear_x, clear_y, fine - coarse),
    ]
    if grid.dots:  # clear of dots: the share x + y - x y
        products += [(clear_x * fine_x, clear_y, paper - fine), (clear_x, clear_y * fine_y, paper - fine)]
        products.append((clear_x * fine_x, clear_y * fine_y, fine - paper))
    else:
        products.append((clear_x * fine_x, clear_y * fine_y, paper - fine))
    along_y = np.stack([y for _, y, _ in products], 1).astype(np.float32)
    along_x = np.stack([np.outer(x, bgr).ravel() for x, _, bgr in products]).astype(np.float32)
    return cv2.convertScaleAbs(along_y @ along_x).reshape(len(inside_y), len(inside_x), 3)


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
