"""What is printed on the grid, without the grid: the page straightened at low resolution, its periodic part removed."""

from dataclasses import dataclass

import cv2
import numpy as np

from ecgdigi.structures import PageMap

from .shading import brightest_channel, paper_brightness
from .strips import cut_strip

PX_PER_MM = 4.0
# Ink is what is at least this share as dark as the page's darkest marks.
INK_LEVEL = 0.4
# Marks are narrower than this, mm; the paper's brightness is smoothed by as much.
MARK_MM = 6.0


@dataclass(frozen=True)
class InkMap:
    """Attributes:
    mask: (H, W) bool, ink at PX_PER_MM.
    left_mm, top_mm: paper point of the centre of the first pixel, mm.
    """

    mask: np.ndarray
    left_mm: float
    top_mm: float


def find_ink(picture: np.ndarray, page_map: PageMap, box_mm: tuple[float, float, float, float]) -> InkMap:
    """Separate ink from grid and paper on a page whose map is known.

    Args:
        picture: (H, W, 3) uint8, BGR.
        page_map: paper mm <-> picture px.
        box_mm: (left, top, right, bottom) of the paper that is looked at, mm.
    """
    left, top, right, bottom = box_mm
    size = int((right - left) * PX_PER_MM) + 1, int((bottom - top) * PX_PER_MM) + 1
    place = dict(left_mm=left, top_mm=top, width_px=size[0], height_px=size[1], px_per_mm=PX_PER_MM)
    page = cut_strip(picture, page_map, **place).picture
    darkness = darkness_of(page, PX_PER_MM)
    darkness -= _periodic_part(darkness, round(5 * PX_PER_MM))
    level = INK_LEVEL * np.quantile(darkness, 0.998)
    inside = _inside(page_map, place, picture.shape)
    return InkMap((darkness > level) & inside, left, top)


def darkness_of(page: np.ndarray, px_per_mm: float) -> np.ndarray:
    """How dark a straightened page is, by the brightest channel, in which coloured lines are pale.

    Args:
        page: (H, W, 3) uint8, BGR.
        px_per_mm: its resolution.

    Returns:
        (H, W) float32: 0 on paper, towards 1 on black ink.
    """
    brightest = brightest_channel(page)
    paper = paper_brightness(brightest, mark_px=MARK_MM * px_per_mm, smooth_px=MARK_MM * px_per_mm)
    return 1 - brightest.astype(np.float32) / np.maximum(paper.astype(np.float32), 1)


def _periodic_part(values: np.ndarray, period: int) -> np.ndarray:
    """What repeats every `period` px in both directions: the median over all repetitions."""
    rows, columns = values.shape[0] // period, values.shape[1] // period
    folded = values[: rows * period, : columns * period].reshape(rows, period, columns, period)
    tile = np.median(folded.transpose(1, 3, 0, 2).reshape(period, period, -1), axis=2)
    repeats = (rows + 1, columns + 1)
    return np.tile(tile, repeats)[: values.shape[0], : values.shape[1]]


def _inside(page_map: PageMap, place: dict, shape) -> np.ndarray:
    """Pixels of the straightened page that the picture really shows, 1 mm off its border."""
    cells = np.mgrid[0 : place['height_px'] : 8, 0 : place['width_px'] : 8]
    points = np.stack([place['left_mm'] + cells[1] / PX_PER_MM, place['top_mm'] + cells[0] / PX_PER_MM], -1)
    points_px = page_map.to_px(points)
    shown = (points_px >= 0).all(-1) & (points_px[..., 0] < shape[1]) & (points_px[..., 1] < shape[0])
    shown = cv2.resize(shown.astype(np.uint8), (place['width_px'], place['height_px']), interpolation=cv2.INTER_NEAREST)
    return cv2.erode(shown, np.ones((9, 9)), borderValue=0).astype(bool)
