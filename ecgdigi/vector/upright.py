"""Which way up a page's content stands, and turning it upright."""

from collections.abc import Sequence

import numpy as np

from .drawing import Word
from .strokes import MIN_TRACE_POINTS, Stroke, runs_forwards

# Words that must agree before they tell the direction.
MIN_WORDS = 3


def quarter_turns_of(strokes: Sequence[Stroke], words: Sequence[Word]) -> int:
    """By how many quarters the content is turned clockwise: by the lines that run along x or y, and by the direction of words.

    Without words, traces are taken to be drawn from left to right where they stand on their side, and to be upright else.
    """
    reach_mm = np.zeros(4)
    for stroke in strokes:
        if len(stroke.points_mm) < MIN_TRACE_POINTS:
            continue
        seen_mm = stroke.seen_mm
        width_mm, height_mm = np.ptp(seen_mm, axis=0)
        along = int(height_mm > width_mm)
        for turned, places in ((along, seen_mm[:, along]), (along + 2, seen_mm[::-1, along])):
            reach_mm[turned] += (width_mm, height_mm)[along] if runs_forwards(places) else 0.0
    on_side = reach_mm[1::2].sum() > reach_mm[::2].sum()
    counts = np.bincount([word.quarter_turns for word in words], minlength=4)[int(on_side) :: 2]
    if counts.sum() >= MIN_WORDS:
        return int(on_side) + 2 * int(counts[1] > counts[0])
    return 1 + 2 * int(reach_mm[3] > reach_mm[1]) if on_side else 0


def turned_upright(points_mm: np.ndarray, quarter_turns: int, size_mm: tuple[float, float]) -> np.ndarray:
    """(N, 2) points of a page of that size, whose content is turned clockwise by so many quarters, on the upright page."""
    width_mm, height_mm = size_mm
    x, y = points_mm[:, 0], points_mm[:, 1]
    return np.stack([(x, y), (y, width_mm - x), (width_mm - x, height_mm - y), (height_mm - y, x)][quarter_turns], 1)


def turned_back(points_mm: np.ndarray, quarter_turns: int, size_mm: tuple[float, float]) -> np.ndarray:
    """The inverse of `turned_upright`. Args: size_mm: of the page as seen, not of the upright one."""
    width_mm, height_mm = size_mm
    x, y = points_mm[:, 0], points_mm[:, 1]
    return np.stack([(x, y), (width_mm - y, x), (width_mm - x, height_mm - y), (y, height_mm - x)][quarter_turns], 1)
