"""Where page time runs on paper."""

from dataclasses import dataclass

import numpy as np

from ecgdigi.structures import LeadBox, PageLayout

from .rows import RowReading

# Machines print whole columns: a page shows a multiple of this time, s.
WHOLE_S = 2.5
# A row that is longer than whole columns by more than blur explains, but by no more than this, has its pulse read along, mm.
MAX_PULSE_MM = 13.0
# Ends of rows that lie this close together are the same end, mm; less than that is blur.
SAME_END_MM = 1.5


@dataclass(frozen=True)
class TimeFrame:
    """Page time on paper.

    Attributes:
        left_mm: paper x of page time 0.
        duration_s: time shown by the page.
        width_mm: from the left end of the first to the right end of the last column, mm. Some machines set columns closer
            than the time that each of them shows.
    """

    left_mm: float
    duration_s: float
    width_mm: float

    def column_left_mm(self, box: LeadBox) -> float:
        """Paper x at which a piece begins."""
        return self.left_mm + box.start_s / self.duration_s * self.width_mm


def fit_time_frame(readings: list[RowReading], layout: PageLayout, *, mm_per_s: float, mm_per_mv: float) -> TimeFrame:
    """Place page time by where the rows begin and end.

    All rows share their left end, and most their right one, so single rows that are read too far (into a pulse, a label,
    the page's edge) are outvoted. Durations within 3 % of whole columns are taken to be whole.

    Args:
        readings: one per row of the layout.
        mm_per_s, mm_per_mv: paper speed and gain.
    """
    extents_mm = np.array([reading.extent_mm() for reading in readings])
    unit_mm = WHOLE_S * mm_per_s
    left_mm, right_mm = _agreed_ends(extents_mm, unit_mm)
    span_mm = right_mm - left_mm
    whole_mm = max(round(span_mm / unit_mm), 1) * unit_mm
    if abs(span_mm / whole_mm - 1) > 0.03:
        return TimeFrame(float(left_mm), float(span_mm / mm_per_s), float(span_mm))
    excess_mm = span_mm - whole_mm
    if SAME_END_MM < excess_mm < MAX_PULSE_MM:
        if _pulse_share(readings, left_mm, excess_mm, mm_per_mv) >= _pulse_share(readings, right_mm, -excess_mm, mm_per_mv):
            left_mm = right_mm - whole_mm
    else:
        left_mm += max(excess_mm, 0) / 2  # both ends are blurred outwards alike; a row that ends early still begins at 0
    split = np.array([len(row) > 1 for row in layout.rows])
    width_mm = whole_mm
    if split.any():
        ends = extents_mm[split, 1]
        ends = ends[np.abs(ends - right_mm) < 2 * SAME_END_MM]
        if len(ends) and whole_mm - (np.median(ends) - left_mm) > SAME_END_MM:
            width_mm = np.median(ends) - left_mm
    return TimeFrame(float(left_mm), float(whole_mm / mm_per_s), float(width_mm))


def _agreed_ends(extents_mm: np.ndarray, unit_mm: float) -> tuple[float, float]:
    """The pair of ends that most rows have and that encloses whole columns."""
    best, ends = np.inf, None
    for left_mm in extents_mm[:, 0]:
        for right_mm in extents_mm[:, 1]:
            span_mm = right_mm - left_mm
            off_mm = abs(span_mm - max(round(span_mm / unit_mm), 1) * unit_mm)
            cost = np.minimum(np.abs(extents_mm - [left_mm, right_mm]), 2 * SAME_END_MM).sum()
            cost += len(extents_mm) * min(off_mm, 2 * SAME_END_MM)
            if cost < best:
                best, ends = cost, (left_mm, right_mm)
    near = np.abs(extents_mm - ends) < SAME_END_MM
    return tuple(np.median(extents_mm[near[:, side], side]) for side in (0, 1))


def _pulse_share(readings: list[RowReading], end_mm: float, reach_mm: float, mm_per_mv: float) -> float:
    """Share of the positions next to an end of the rows at which the pen is 1 mV above the zero line."""
    start_mm, stop_mm = sorted([end_mm, end_mm + reach_mm])
    shares = []
    for reading in readings:
        zone = (reading.x_mm >= start_mm) & (reading.x_mm <= stop_mm)
        height_mm = np.median(reading.y_mm[reading.printed]) - reading.y_mm[zone]
        shares.append(np.mean(np.abs(height_mm - mm_per_mv) < 0.1 * mm_per_mv))
    return float(np.mean(shares))
