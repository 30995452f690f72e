"""Paper and its printed grid.

Grid lines are parallel to the paper's edges, so the share of each pixel that they cover is an outer product of two exact
1-D profiles, and paper plus both families of lines is a sum of four such products: one small matrix product per page.
"""

import cv2
import numpy as np

from .style import PageStyle

FINE_MM, COARSE_MM = 1.0, 5.0


def draw_paper(shape_px: tuple[int, int], style: PageStyle) -> np.ndarray:
    """Paper with its grid.

    Returns:
        (H, W, 3) uint8, BGR.
    """
    grid = style.grid
    inside = [_inside(n, side_mm, style.px_per_mm, grid.margin_mm) for n, side_mm in _sides(shape_px, style)]
    fine = [_uncovered(n, style, FINE_MM, grid.fine_width_mm, axis) for axis, n in enumerate(shape_px[::-1])]
    coarse = [_uncovered(n, style, COARSE_MM, grid.coarse_width_mm, axis) for axis, n in enumerate(shape_px[::-1])]
    # Outer products, each as (factor along x, factor along y): all, inside, clear of coarse, clear of both.
    products = [
        (np.ones(shape_px[1]), np.ones(shape_px[0])),
        (inside[0], inside[1]),
        (inside[0] * coarse[0], inside[1] * coarse[1]),
        (inside[0] * coarse[0] * fine[0], inside[1] * coarse[1] * fine[1]),
    ]
    paper, fine_bgr, coarse_bgr = (np.asarray(bgr, np.float64) for bgr in (style.paper_bgr, grid.fine_bgr, grid.coarse_bgr))
    # Paper outside the grid; inside, each pixel is coarse ink, else fine ink, else paper.
    colours = [paper, coarse_bgr - paper, fine_bgr - coarse_bgr, paper - fine_bgr]
    along_y = np.stack([y for _, y in products], 1).astype(np.float32)
    along_x = np.stack([np.outer(x, bgr).ravel() for (x, _), bgr in zip(products, colours, strict=True)]).astype(np.float32)
    return cv2.convertScaleAbs(along_y @ along_x).reshape(*shape_px, 3)


def _sides(shape_px, style: PageStyle):
    return zip(shape_px[::-1], style.paper_mm, strict=True)


def _uncovered(size_px: int, style: PageStyle, pitch_mm: float, width_mm: float, axis: int) -> np.ndarray:
    """(size_px,) share of each pixel that lines of `width_mm` every `pitch_mm` leave clear."""
    edges_mm = np.arange(size_px + 1) / style.px_per_mm - style.grid.offset_mm[axis]
    phase = (edges_mm + width_mm / 2) / pitch_mm
    covered_mm = np.floor(phase) * width_mm + np.minimum((phase % 1) * pitch_mm, width_mm)
    return 1 - np.diff(covered_mm) * style.px_per_mm


def _inside(size_px: int, side_mm: float, px_per_mm: float, margin_mm: float) -> np.ndarray:
    centres_mm = (np.arange(size_px) + 0.5) / px_per_mm
    return ((centres_mm >= margin_mm) & (centres_mm <= side_mm - margin_mm)).astype(np.float64)
