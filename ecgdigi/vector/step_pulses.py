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
# Pulses of a column stand above each other to within this, mm.
SAME_PLACE_MM = 1.0


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
    pulse, _, last = _leading_pulse(points_mm)
    return pulse if last == len(points_mm) - 1 else None


def cut_pulses(traces: Sequence[Stroke]) -> tuple[list[Stroke], list[Pulse]]:
    """Take the pulses at the ends of traces away.

    Traces of a page go on from their pulses together: where one happens to begin at the height of the foot, the others tell
    where it does.
    """
    lines, pulses = [trace.points_mm for trace in traces], []
    for sign in (1.0, -1.0):
        found = [_leading_pulse(_first_part(points_mm) * [sign, 1.0]) for points_mm in lines]
        begins_mm = [
            (pulse.x_mm, sign * points_mm[last + 1, 0])
            for points_mm, (pulse, _, last) in zip(lines, found, strict=True)
            if pulse and last + 1 < len(points_mm)
        ]
        for k, (pulse, foot, last) in enumerate(found):
            if not pulse:
                continue
            pulses.append(Pulse(pulse.foot_mm, pulse.height_mm, sign * pulse.x_mm))
            begin_mm = min((begin for x_mm, begin in begins_mm if abs(x_mm - pulse.x_mm) < SAME_PLACE_MM), default=np.inf)
            at_foot = sign * lines[k][foot : last + 1, 0] >= begin_mm - LEVEL_MM / 2
            lines[k] = lines[k][foot + int(np.argmax(at_foot)) if at_foot.any() else last + 1 :]
        lines = [points_mm[::-1] for points_mm in lines]
    return [Stroke(points_mm) for points_mm in lines], pulses


def _first_part(points_mm: np.ndarray) -> np.ndarray:
    whole = np.isfinite(points_mm[:, 0])
    return points_mm if whole.all() else points_mm[: np.argmin(whole)]


def _leading_pulse(points_mm: np.ndarray) -> tuple[Pulse | None, int, int]:
    """The pulse at the beginning of a line that runs to the right, and the first and the last index of its second foot."""
    none = (None, 0, 0)
    near = points_mm[: np.searchsorted(np.maximum.accumulate(points_mm[:, 0]), points_mm[0, 0] + REACH_MM, 'right')]
    if len(near) < 4:
        return none
    x_mm, y_mm = near.T
    foot_mm = y_mm[0]
    away = np.flatnonzero(np.abs(y_mm - foot_mm) > LEVEL_MM)
    if not len(away) or away[0] == 0:
        return none
    top_mm = y_mm[away[0] :][np.argmin(y_mm[away[0] : away[0] + _flank(x_mm, away[0])])]
    at_top = np.flatnonzero(np.abs(y_mm - top_mm) <= LEVEL_MM)
    first, last = at_top[0], _last_of_run(at_top)
    back = last + 1 + np.flatnonzero(np.abs(y_mm[last + 1 :] - foot_mm) <= LEVEL_MM)
    if not len(back):
        return none
    flanks_mm = x_mm[first] - x_mm[away[0] - 1], x_mm[back[0]] - x_mm[last]
    level = MIN_TOP_MM <= x_mm[last] - x_mm[first] <= MAX_TOP_MM and max(flanks_mm) <= FLANK_MM
    if not level or foot_mm - top_mm < MIN_HEIGHT_MM:
        return none
    pulse = Pulse(float(foot_mm), float(foot_mm - top_mm), float(x_mm[first] + x_mm[last]) / 2)
    return pulse, int(back[0]), _last_of_run(back)


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
