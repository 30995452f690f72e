"""Calibration pulses: rectangles of 1 mV that stand on a row's zero line, before its trace or behind it."""

from collections.abc import Sequence

import cv2
import numpy as np

from .ink import PX_PER_MM, InkMap
from .rows import RowReading

# Gains, and the share of a pulse's lines that must be there, more than of the paper around them: of the clearer half of the
# rows in the mean. Others than the usual one need more: what a black grid leaves of itself scores up to 0.6.
MIN_SCORES = {5.0: 0.8, 10.0: 0.6, 20.0: 0.8}
# A pulse lasts 0.2 s at 12.5, 25 and 50 mm/s.
WIDTHS_MM = (2.5, 5.0, 10.0)
# It begins at most this far from the end of the trace, mm, and stands at most this far from the row's zero line.
REACH_MM = 18.0
OVERLAP_MM = 3.0
OFF_MM = 6.0
# Around its lines paper shows: this far above the top, and below the feet, mm.
CLEAR_MM = 1.0
# Lines are taken this much thicker than they are, either side, mm.
TOLERANCE_MM = 0.25
# The same of one row, where a page has a single pulse.
MIN_SINGLE_SCORE = 0.9


def gain_of_pulses(ink: InkMap, rows: Sequence[RowReading], left_mm: float, right_mm: float) -> float | None:
    """Gain, mm/mV, of a page; None where too few of its rows show a pulse.

    Args:
        ink: of the page.
        rows: as they were read; each shows a trace.
        left_mm, right_mm: paper x at which the page time begins and ends.
    """
    ends_mm = ((left_mm - REACH_MM, left_mm + OVERLAP_MM), (right_mm - OVERLAP_MM, right_mm + REACH_MM))
    half = max(len(rows) // 2, 1)
    means, bests = {}, {}
    for gain in MIN_SCORES:
        windows = [_window(ink, end_mm, row.zero_line_mm, gain) for row in rows for end_mm in ends_mm]
        by_width = [sorted((_best_score(window, gain, width_mm) for window in windows), reverse=True) for width_mm in WIDTHS_MM]
        means[gain] = max(float(np.mean(scores[:half])) for scores in by_width)
        bests[gain] = max(scores[0] for scores in by_width)
    for scores, lowest in ((means, MIN_SCORES), (bests, dict.fromkeys(MIN_SCORES, MIN_SINGLE_SCORE))):
        gain = max(scores, key=scores.get)
        if scores[gain] >= lowest[gain]:
            return gain
    return None


def _window(ink: InkMap, columns_mm: tuple[float, float], foot_mm: float, height_mm: float) -> np.ndarray:
    """(2, h, w) the ink among which a pulse of that height would stand, as it is and thickened."""
    first, last = (round((place - ink.left_mm) * PX_PER_MM) for place in columns_mm)
    top, bottom = (round((place - ink.top_mm) * PX_PER_MM) for place in (foot_mm - height_mm - OFF_MM, foot_mm + OFF_MM))
    thin = ink.mask[max(top, 0) : max(bottom, 0), max(first, 0) : max(last, 0)].astype(np.float32)
    reach = 2 * round(TOLERANCE_MM * PX_PER_MM) + 1
    return np.stack([thin, cv2.dilate(thin, np.ones((reach, reach), np.uint8)) if thin.size else thin])


def _best_score(window: np.ndarray, height_mm: float, width_mm: float) -> float:
    """Over all places the highest share of the worst of a pulse's three lines that is ink, less that of paper; -1 to 1."""
    height, width, clear = (round(size * PX_PER_MM) for size in (height_mm, width_mm, CLEAR_MM))
    shape = (clear + height + 1 + clear, width + 1)
    if window.shape[1] < shape[0] or window.shape[2] < shape[1]:
        return -1.0
    thin, thick = window
    feet = clear + height + 1
    lines = [_share(thick, shape, part) for part in (np.s_[clear, :], np.s_[clear:feet, 0], np.s_[clear:feet, -1])]
    below = [_share(thick, shape, np.s_[feet + clear // 2 :, column]) for column in (0, -1)]
    inside = [
        _share(thin, shape, part) for part in (np.s_[: clear // 2, clear:-clear], np.s_[2 * clear : feet - 1, clear:-clear])
    ]
    return float((np.minimum.reduce(lines) - np.add.reduce([*below, *inside])).max())


def _share(window: np.ndarray, shape: tuple[int, int], part) -> np.ndarray:
    """At every place of a frame of that shape: share of a part of it that is ink."""
    kernel = np.zeros(shape, np.float32)
    kernel[part] = 1.0
    return cv2.matchTemplate(window, kernel / max(kernel.sum(), 1.0), cv2.TM_CCORR)
