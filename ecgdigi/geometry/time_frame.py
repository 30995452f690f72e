"""Where page time runs on paper."""

from dataclasses import dataclass, replace

import numpy as np

from ecgdigi.structures import LeadBox, PageLayout

from .column_evidence import MAX_BEYOND, ColumnEvidence, rise
from .errors import RowsNotFoundError
from .page_marks import PageMarks
from .rows import RowReading

# Machines print whole columns: a page shows a multiple of this time, s.
WHOLE_S = 2.5
# Ends of rows that lie this close together are the same end, mm.
SAME_END_MM = 1.5
# Rows whose columns stand closer than their time end together, within this: no darkness or blur ends them so.
CLOSER_SPREAD_MM = 0.4
# Columns that stand closer stand a whole number of mm apart if their distance is this close to one, mm.
WHOLE_PITCH_MM = 0.04
# Length on either side of one row's end over which it is placed exactly, mm, and the contrast at which it counts.
FINE_MM = 0.3
MIN_EDGE = 0.5
# Networks see rows begin and end a little inside their true ends, mm: 0.08 and 0.12 in the median on pages of our own
# drawing, 0.03 and 0.1 on two sets of others'.
INSIDE_MM = 0.06
# Ends that scatter more than those of the other side by no more than this are as good, mm.
SAME_SPREAD_MM = 0.125
# Programs begin their traces on a line of the grid. Those that draw with matplotlib, as ECG-Image-Kit does, set thin lines
# half a pixel to the right of that place on average: 0.063 mm at 200 dpi, 0.13 at 100, on each of a hundred such pages. How
# close to a line, mm, a beginning is taken to be such a one, by the line's pitch, mm: of pages that know nothing of their grid
# a few are moved by less than that, too.
LINES_MM = {5.0: 0.2, 1.0: 0.12}
LINE_LATE_MM = 0.065
# What speaks for whole columns, of at most 2 for their ends and 1 for beginnings between them, must reach this; else the rows'
# own ends are taken.
MIN_EVIDENCE = 0.4
# The shortest column, s.
MIN_COLUMN_S = 1.0


@dataclass(frozen=True)
class TimeFrame:
    """Page time on paper.

    Attributes:
        left_mm: paper x of page time 0.
        duration_s: time shown by the page.
        width_mm: from the left end of the first to the right end of the last column, mm. Some machines set columns closer
            than the time that each of them shows.
        slant: how much further right a row begins for each mm that it stands lower, mm, where the print stands askew to
            the grid.
        level_mm: paper y at which `left_mm` holds.
    """

    left_mm: float
    duration_s: float
    width_mm: float
    slant: float = 0.0
    level_mm: float = 0.0

    def column_left_mm(self, box: LeadBox, zero_line_mm: float) -> float:
        """Paper x at which a piece of the row with that zero line begins."""
        left_mm = self.left_mm + self.slant * (zero_line_mm - self.level_mm)
        return left_mm + box.start_s / self.duration_s * self.width_mm

    def span_mm(self, box: LeadBox, zero_line_mm: float, mm_per_s: float) -> tuple[float, float]:
        """Paper x at which a piece of the row with that zero line begins and ends."""
        left_mm = self.column_left_mm(box, zero_line_mm)
        length_mm = box.duration_s * mm_per_s
        if box.duration_s < self.duration_s:  # a column may be closer to the next than its time
            length_mm = min(length_mm, box.duration_s / self.duration_s * self.width_mm)
        return left_mm, left_mm + length_mm

    def slanted(self, slant: float, readings: list[RowReading]) -> 'TimeFrame':
        """The same with a slant; it was fitted without to these rows."""
        level_mm = float(np.mean([reading.zero_line_mm for reading in readings]))
        return replace(self, slant=slant, level_mm=level_mm)


def fit_time_frame(
    readings: list[RowReading], layout: PageLayout, *, mm_per_s: float, marks: PageMarks | None = None
) -> TimeFrame:
    """Place page time by where the rows begin and end, and by where pieces begin within them.

    All rows begin together, and most end together, after a whole number of columns: the pair of ends is sought that all
    rows support best. A single row that is read too far (into a pulse, a label, the grid beside it) is outvoted. An end may
    lie beyond the picture, where the traces run out of it.

    Args:
        readings: one per row of the layout.
        mm_per_s: paper speed.
        marks: of the page, which tell where pieces begin; None if they were not sought.

    Raises:
        RowsNotFoundError: a row shows no trace.
    """
    found = [reading.extent_mm() for reading in readings]
    if None in found:
        raise RowsNotFoundError(f'row {found.index(None) + 1} of {len(found)} shows no trace: crop to the page')
    extents_mm = np.array(found)
    left_mm, whole_mm = _whole_columns(readings, layout, mm_per_s, marks)
    if whole_mm is None:
        left_mm, right_mm = np.median(extents_mm, axis=0)
        return TimeFrame(float(left_mm), float((right_mm - left_mm) / mm_per_s), float(right_mm - left_mm))
    # Rows of several columns that all end early: columns stand closer than their time.
    split = np.array([len(row) > 1 for row in layout.rows])
    short_mm = left_mm + whole_mm - extents_mm[split, 1]
    closer_mm = np.median(short_mm) if len(short_mm) else 0.0
    are_closer = SAME_END_MM < closer_mm < 2 * SAME_END_MM and np.ptp(short_mm) <= CLOSER_SPREAD_MM
    width_mm = _whole_pitch(whole_mm - closer_mm, max(map(len, layout.rows))) if are_closer else whole_mm
    return TimeFrame(float(left_mm), float(whole_mm / mm_per_s), float(width_mm))


def _whole_pitch(width_mm: float, num_columns: int) -> float:
    """The width of columns that stand a whole number of mm apart, if it is close to that; else as it is."""
    pitch_mm = width_mm / num_columns
    return num_columns * round(pitch_mm) if abs(pitch_mm - round(pitch_mm)) <= WHOLE_PITCH_MM else width_mm


def _whole_columns(
    readings: list[RowReading], layout: PageLayout, mm_per_s: float, marks: PageMarks | None
) -> tuple[float, float | None]:
    """Left end and length, mm, of the whole number of columns for which most speaks; length None if nothing does."""
    x_mm = readings[0].x_mm
    step_mm = x_mm[1] - x_mm[0]
    evidence = ColumnEvidence.of(readings, layout, marks)
    best, place, whole_mm = -np.inf, 0, None
    for count in range(1, int(np.ptp(x_mm) * MAX_BEYOND / (WHOLE_S * mm_per_s)) + 1):
        if count * WHOLE_S < MIN_COLUMN_S * evidence.num_columns:
            continue
        length_mm = count * WHOLE_S * mm_per_s
        start, support, evident = evidence.support(round(length_mm / step_mm))
        if support > best and evident > MIN_EVIDENCE:
            best, place, whole_mm = support, start, length_mm
    if whole_mm is not None:
        place = _exact_end(readings, place, round(whole_mm / step_mm), step_mm)
    return _on_line(float(x_mm[0] + (place - 0.5) * step_mm)), whole_mm


def _on_line(left_mm: float) -> float:
    """The beginning of traces that begin on a line of the grid; any other as it is."""
    for pitch_mm, near_mm in LINES_MM.items():
        line_mm = round((left_mm + LINE_LATE_MM) / pitch_mm) * pitch_mm - LINE_LATE_MM
        if abs(left_mm - line_mm) <= near_mm:
            return line_mm
    return left_mm


def _exact_end(readings: list[RowReading], place: int, shift: int, step_mm: float) -> float:
    """Exact place of the left end, told by where each row begins near `place`, or by where it ends `shift` later.

    The rows' ends on the clean side of a page agree. On the other a pulse or a label touches the traces, here and there.
    """
    near = round(SAME_END_MM / step_mm)
    lefts, rights = [], []
    for reading in readings:
        edges = np.pad(rise(reading.inked, round(FINE_MM / step_mm)), near)
        for start, edge, ends in ((place, edges, lefts), (place + shift, -edges, rights)):
            window = edge[start : start + 2 * near + 1] if 0 < start < len(reading.inked) else edge[:0]
            if window.max(initial=0) > MIN_EDGE:
                ends.append(place - near + _summit(window))
    left_is_clean = _spread(lefts) <= _spread(rights) + SAME_SPREAD_MM / step_mm
    inside = INSIDE_MM / step_mm
    if lefts and (left_is_clean or not rights):
        return float(np.median(lefts)) - inside
    return float(np.median(rights)) + inside if rights else place


def _summit(values: np.ndarray) -> float:
    """Place of the highest value, between positions by the parabola through it and its neighbours."""
    top = int(np.argmax(values))
    if not 0 < top < len(values) - 1:
        return float(top)
    before, at, behind = values[top - 1 : top + 2]
    bend = 2 * at - before - behind
    return top + (0.5 * (behind - before) / bend if bend > 0 else 0.0)


def _spread(ends: list[float]) -> float:
    """Distance between the quartiles; infinite where there is nothing to agree with."""
    return float(np.subtract(*np.percentile(ends, [75, 25]))) if len(ends) > 1 else np.inf
