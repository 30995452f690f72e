"""Which lines of a millimetre grid are the thick ones, 5 mm apart."""

import numpy as np

from ecgdigi.structures import PageMap, transformed

from .grid_spectrum import grid_contrast
from .strips import cut_strip

THICK_MM = 5.0
PX_PER_MM = 4.0
# The wave of 5 mm must have this share of the strength of that of 1 mm; else all lines are alike.
MIN_STRENGTH = 0.1


def with_thick_origin(picture: np.ndarray, page_map: PageMap, box_mm: tuple[float, float, float, float]) -> PageMap:
    """A map moved by whole millimetres, so that its origin lies on thick lines; as it is along an axis whose lines are all alike.

    Args:
        picture: (H, W, 3) uint8, BGR.
        page_map: paper mm <-> picture px; the origin is a crossing of 1 mm lines.
        box_mm: (left, top, right, bottom) of the paper that is seen, mm.
    """
    left, top = np.ceil(box_mm[0]), np.ceil(box_mm[1])
    size_mm = np.floor(box_mm[2]) - left, np.floor(box_mm[3]) - top
    width, height = (int(max(side, THICK_MM) * PX_PER_MM) for side in size_mm)
    strip = cut_strip(picture, page_map, left_mm=left, top_mm=top, width_px=width, height_px=height, px_per_mm=PX_PER_MM)
    contrast = grid_contrast(strip.picture)
    shift_mm = [_first_thick_mm(contrast.mean(1 - axis), start) for axis, start in ((1, left), (0, top))]
    return transformed(page_map, before=np.array([[1, 0, shift_mm[0]], [0, 1, shift_mm[1]], [0, 0, 1.0]]))


def _first_thick_mm(profile: np.ndarray, start_mm: float) -> float:
    """Place of a thick line, whole mm; 0 if none stands out.

    Args:
        profile: (N,) mean contrast across an axis, negative on lines.
        start_mm: place of its first value.
    """
    places_mm = start_mm + np.arange(len(profile)) / PX_PER_MM
    fine, thick = (np.abs(_wave(profile, places_mm, pitch_mm)) for pitch_mm in (1.0, THICK_MM))
    if thick < MIN_STRENGTH * fine:
        return 0.0
    return float(np.round(np.angle(-_wave(profile, places_mm, THICK_MM)) / (2 * np.pi) * THICK_MM))


def _wave(profile: np.ndarray, places_mm: np.ndarray, pitch_mm: float) -> complex:
    return ((profile - profile.mean()) * np.exp(2j * np.pi * places_mm / pitch_mm)).mean()
