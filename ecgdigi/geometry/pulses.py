"""Calibration pulses: rectangles of 1 mV that stand on a row's zero line, before its trace or behind it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

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
# ...and that at which a row's own pulse is sure.
MIN_CUT_SCORE = 0.8


@dataclass(frozen=True)
class Pulses:
    """Attributes: gain_mm_per_mv: told by them; spans_mm: for each row (left, right) paper x of its pulse, None without one."""

    gain_mm_per_mv: float
    spans_mm: tuple[tuple[float, float] | None, ...]


def find_pulses(ink: InkMap, rows: Sequence[RowReading], left_mm: float, right_mm: float) -> Pulses | None:
    """The calibration pulses of a page; None where too few of its rows show one.

    Args:
        ink: of the page.
        rows: as they were read; each shows a trace.
        left_mm, right_mm: paper x at which the page time begins and ends.
    """
    ends_mm = ((left_mm - REACH_MM, left_mm + OVERLAP_MM), (right_mm - OVERLAP_MM, right_mm + REACH_MM))
    half = max(len(rows) // 2, 1)
    means: dict[tuple[float, float], float] = {}
    bests: dict[tuple[float, float], float] = {}
    found: dict[tuple[float, float], list[_Match]] = {}
    for gain, width_mm in product(MIN_SCORES, WIDTHS_MM):
        matches = [max(_match(ink, end_mm, row.zero_line_mm, gain, width_mm) for end_mm in ends_mm) for row in rows]
        scores = sorted((match.score for match in matches), reverse=True)
        shape = gain, width_mm
        found[shape], means[shape], bests[shape] = matches, float(np.mean(scores[:half])), scores[0]
    for scores, lowest in ((means, MIN_SCORES), (bests, dict.fromkeys(MIN_SCORES, MIN_SINGLE_SCORE))):
        gain, width_mm = shape = max(scores, key=scores.get)
        if scores[shape] >= lowest[gain]:
            spans = [(m.left_mm, m.left_mm + width_mm) if m.score >= MIN_CUT_SCORE else None for m in found[shape]]
            return Pulses(gain, tuple(spans))
    return None


def without_pulses(rows: Sequence[RowReading], pulses: Pulses) -> list[RowReading]:
    """The rows with nothing printed at their pulses and beyond: networks read on into those that touch the trace."""
    cut = []
    for row, span_mm in zip(rows, pulses.spans_mm, strict=True):
        extent_mm = row.extent_mm()
        if span_mm and extent_mm:
            middle_mm = sum(span_mm) / 2
            at_left = middle_mm < sum(extent_mm) / 2
            if extent_mm[0] < middle_mm < extent_mm[1]:
                beyond = row.x_mm <= span_mm[1] + CLEAR_MM if at_left else row.x_mm >= span_mm[0] - CLEAR_MM
                row = replace(row, inked=np.where(beyond, 0.0, row.inked))
        cut.append(row)
    return cut


@dataclass(frozen=True, order=True)
class _Match:
    """Attributes: score: -1 to 1; left_mm: paper x of the left line."""

    score: float
    left_mm: float


def _match(ink: InkMap, columns_mm: tuple[float, float], foot_mm: float, gain: float, width_mm: float) -> _Match:
    """The best place for a pulse between two places along a row's zero line."""
    score, column = _best_score(_window(ink, columns_mm, foot_mm, gain), gain, width_mm)
    first = max(round((columns_mm[0] - ink.left_mm) * PX_PER_MM), 0)
    return _Match(score, ink.left_mm + (first + column) / PX_PER_MM)


def _window(ink: InkMap, columns_mm: tuple[float, float], foot_mm: float, height_mm: float) -> np.ndarray:
    """(2, h, w) the ink among which a pulse of that height would stand, as it is and thickened."""
    first, last = (round((place - ink.left_mm) * PX_PER_MM) for place in columns_mm)
    top, bottom = (round((place - ink.top_mm) * PX_PER_MM) for place in (foot_mm - height_mm - OFF_MM, foot_mm + OFF_MM))
    thin = ink.mask[max(top, 0) : max(bottom, 0), max(first, 0) : max(last, 0)].astype(np.float32)
    reach = 2 * round(TOLERANCE_MM * PX_PER_MM) + 1
    return np.stack([thin, cv2.dilate(thin, np.ones((reach, reach), np.uint8)) if thin.size else thin])


def _best_score(window: np.ndarray, height_mm: float, width_mm: float) -> tuple[float, int]:
    """Over all places the highest share of the worst of a pulse's three lines that is ink, less that of paper; -1 to 1. And the
    column of its left line."""
    height, width, clear = (round(size * PX_PER_MM) for size in (height_mm, width_mm, CLEAR_MM))
    shape = (clear + height + 1 + clear, width + 1)
    if window.shape[1] < shape[0] or window.shape[2] < shape[1]:
        return -1.0, 0
    thin, thick = window
    feet = clear + height + 1
    lines = [_share(thick, shape, part) for part in (np.s_[clear, :], np.s_[clear:feet, 0], np.s_[clear:feet, -1])]
    below = [_share(thick, shape, np.s_[feet + clear // 2 :, column]) for column in (0, -1)]
    inside = [
        _share(thin, shape, part) for part in (np.s_[: clear // 2, clear:-clear], np.s_[2 * clear : feet - 1, clear:-clear])
    ]
    scores = np.minimum.reduce(lines) - np.add.reduce([*below, *inside])
    return float(scores.max()), int(scores.max(0).argmax())


def _share(window: np.ndarray, shape: tuple[int, int], part) -> np.ndarray:
    """At every place of a frame of that shape: share of a part of it that is ink."""
    kernel = np.zeros(shape, np.float32)
    kernel[part] = 1.0
    return cv2.matchTemplate(window, kernel / max(kernel.sum(), 1.0), cv2.TM_CCORR)
