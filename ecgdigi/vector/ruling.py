"""The printed grid, and by it how large a millimetre of the grid is on the page."""

from collections.abc import Sequence

import numpy as np

from .strokes import MIN_TRACE_POINTS, Stroke, runs_forwards

# Lines whose ends differ by less than this across their direction run along an axis, mm.
STRAIGHT_MM = 0.01
# Lines this close together are one, mm.
SAME_LINE_MM = 0.04
# Of all lines of a direction those count that are at least this share as long, dashes added up, as the longest.
MIN_SHARE = 0.3
MIN_LINES = 12
# ...and as this, mm.
MIN_LENGTH_MM = 20.0
# Share of the distances that must be the same, to within this share. Some programs draw a grid of its own round each lead.
EVEN_SHARE, MAX_OFF = 0.7, 0.06
# Lines closer than this, mm, fill an area; no grid of mm is printed that small.
MIN_PITCH_MM = 0.3
# Dots are drawn as lines of at most this length, mm, and there are many of them.
DOT_MM = 0.6
MIN_DOTS = 500
# A grid has lines every mm, or every 5 mm: which of both is told by the nearer one.
BETWEEN_MM = 5**0.5


def grid_scale(strokes: Sequence[Stroke]) -> tuple[float, float] | None:
    """How many mm of the page a mm of the grid takes, along x and y; None without a grid.

    The grid is a lattice of straight lines: whole ones, dashes, rows of dots, or the sides of squares.
    """
    starts, ends = _segments(strokes)
    scales = [_scale(starts, ends, axis) for axis in (0, 1)]
    if scales == [None, None]:
        return None
    return scales[0] or scales[1], scales[1] or scales[0]


def _segments(strokes: Sequence[Stroke]) -> tuple[np.ndarray, np.ndarray]:
    gap = np.full((1, 2), np.nan)
    ruled = [stroke.points_mm for stroke in strokes if not _may_be_trace(stroke)]
    chain = np.concatenate([gap, *(part for points_mm in ruled for part in (points_mm, gap))])
    whole = np.isfinite(chain[:-1, 0]) & np.isfinite(chain[1:, 0])
    return chain[:-1][whole], chain[1:][whole]


def _may_be_trace(stroke: Stroke) -> bool:
    return len(stroke.points_mm) >= MIN_TRACE_POINTS and runs_forwards(stroke.seen_mm[:, 0])


def _scale(starts: np.ndarray, ends: np.ndarray, axis: int) -> float | None:
    """Along x (0) by the vertical lines, along y (1) by the horizontal ones."""
    across, along = np.abs(ends[:, axis] - starts[:, axis]), np.abs(ends[:, 1 - axis] - starts[:, 1 - axis])
    lines = (across < STRAIGHT_MM) & (along > 3 * across)
    dots = np.maximum(across, along) <= DOT_MM
    middle = (starts[:, axis] + ends[:, axis]) / 2
    pitch_mm = _pitch(middle[lines & ~dots], along[lines & ~dots], MIN_LENGTH_MM)
    if pitch_mm is None and dots.sum() >= MIN_DOTS:
        pitch_mm = _pitch(middle[dots], np.ones(int(dots.sum())), MIN_LINES)
    if pitch_mm is None:
        return None
    return pitch_mm if pitch_mm < BETWEEN_MM else pitch_mm / 5


def _pitch(places_mm: np.ndarray, weights: np.ndarray, min_weight: float) -> float | None:
    """Distance of the lines that stand at even distances; None if too few do."""
    if len(places_mm) < MIN_LINES:
        return None
    order = np.argsort(places_mm)
    places_mm, weights = places_mm[order], weights[order]
    first = np.r_[0, np.flatnonzero(np.diff(places_mm) > SAME_LINE_MM) + 1]
    lengths = np.add.reduceat(weights, first)
    lines_mm = np.add.reduceat(places_mm * weights, first) / np.maximum(lengths, 1e-9)
    lines_mm = lines_mm[lengths >= max(MIN_SHARE * lengths.max(), min_weight)]
    if len(lines_mm) < MIN_LINES:
        return None
    distances_mm = np.diff(lines_mm)
    usual_mm = np.median(distances_mm)
    even = np.abs(distances_mm / usual_mm - 1) < MAX_OFF
    return float(distances_mm[even].mean()) if usual_mm >= MIN_PITCH_MM and even.mean() >= EVEN_SHARE else None
