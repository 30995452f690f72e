"""Calibration pulses: a step up and down again by one millivolt, as a stroke of its own or at an end of a trace."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .strokes import Stroke

# A pulse with its feet stands within this length, mm, of an end of its stroke.
REACH_MM = 20.0
# Its top is this long, mm, and at least so high above its feet; its flanks are this long at most.
MIN_TOP_MM, MAX_TOP_MM = 1.2, 12.0
MIN_HEIGHT_MM = 2.0
FLANK_MM = 1.0
# Drawn feet and tops are level to within this, mm.
LEVEL_MM = 0.04


@dataclass(frozen=True)
class Pulse:
    """Attributes: foot_mm: y of its feet; height_mm: how far its top is above them; x_mm: its middle. All in mm."""

    foot_mm: float
    height_mm: float
    x_mm: float


def separate_pulse(stroke: Stroke) -> Pulse | None:
    """The pulse that a whole stroke is; None if it is none."""
    points_mm = stroke.seen_mm
    if not 4 <= len(points_mm) <= 1000 or np.ptp(points_mm[:, 0]) > REACH_MM or len(list(stroke.parts())) > 1:
        return None
    points_mm = points_mm if points_mm[-1, 0] >= points_mm[0, 0] else points_mm[::-1]
    found = _leading_pulse(points_mm)
    return found[0] if found and found[1] == len(points_mm) - 1 else None


def cut_pulses(trace: Stroke) -> tuple[Stroke, list[Pulse]]:
    """Take the pulses at the ends of a trace away."""
    points_mm, pulses = trace.points_mm, []
    for sign in (1.0, -1.0):
        whole = np.isfinite(points_mm[:, 0])
        found = _leading_pulse(points_mm[: np.argmin(whole) if not whole.all() else len(whole)] * [sign, 1.0])
        if found:
            pulse, last = found
            pulses.append(Pulse(pulse.foot_mm, pulse.height_mm, sign * pulse.x_mm))
            points_mm = points_mm[last + 1 :]
        points_mm = points_mm[::-1]
    return Stroke(points_mm), pulses


def _leading_pulse(points_mm: np.ndarray) -> tuple[Pulse, int] | None:
    """The pulse at the beginning of a line that runs to the right, and the index of the last point of its second foot."""
    near = points_mm[: np.searchsorted(np.maximum.accumulate(points_mm[:, 0]), points_mm[0, 0] + REACH_MM, 'right')]
    if len(near) < 4:
        return None
    x_mm, y_mm = near.T
    foot_mm = y_mm[0]
    away = np.flatnonzero(np.abs(y_mm - foot_mm) > LEVEL_MM)
    if not len(away) or away[0] == 0:
        return None
    top_mm = y_mm[away[0] :][np.argmin(y_mm[away[0] : away[0] + _flank(x_mm, away[0])])]
    at_top = np.flatnonzero(np.abs(y_mm - top_mm) <= LEVEL_MM)
    first, last = at_top[0], _last_of_run(at_top)
    back = last + 1 + np.flatnonzero(np.abs(y_mm[last + 1 :] - foot_mm) <= LEVEL_MM)
    if not len(back):
        return None
    flanks_mm = x_mm[first] - x_mm[away[0] - 1], x_mm[back[0]] - x_mm[last]
    level = MIN_TOP_MM <= x_mm[last] - x_mm[first] <= MAX_TOP_MM and max(flanks_mm) <= FLANK_MM
    if not level or foot_mm - top_mm < MIN_HEIGHT_MM:
        return None
    pulse = Pulse(float(foot_mm), float(foot_mm - top_mm), float(x_mm[first] + x_mm[last]) / 2)
    return pulse, _last_of_run(back)


def _flank(x_mm: np.ndarray, start: int) -> int:
    return max(int(np.searchsorted(np.maximum.accumulate(x_mm[start:]), x_mm[start - 1] + FLANK_MM, 'right')), 1)


def _last_of_run(indices: np.ndarray) -> int:
    """The last of the numbers that follow each other without a gap from the first on."""
    gaps = np.flatnonzero(np.diff(indices) > 1)
    return int(indices[gaps[0]] if len(gaps) else indices[-1])


def common_height_mm(pulses: Sequence[Pulse]) -> float | None:
    """Height of the pulses of a page, mm; None where there are none, or most of them differ."""
    if not pulses:
        return None
    heights_mm = np.array([pulse.height_mm for pulse in pulses])
    middle_mm = float(np.median(heights_mm))
    return middle_mm if np.mean(np.abs(heights_mm / middle_mm - 1) < 0.02) > 0.5 else None
