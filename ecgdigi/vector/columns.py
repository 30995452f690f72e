"""Where the leads of a row begin, and when."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ecgdigi.geometry.errors import RowsNotFoundError
from ecgdigi.structures import PageLayout

from .strokes import Stroke
from .trace_rows import TraceRow

# Rows of a page begin and end together: ends that lie this close, mm, are the same.
SAME_END_MM = 1.0
# How far, in widths of a column, a trace may begin from where equal columns would have it.
MAX_UNEQUAL = 0.08
# Traces shorter than this share of a column are fragments.
MIN_PIECE = 0.3
# Parts that lie no further apart than this, in distances of points, may be one line that was drawn in parts; then it rises there
# as it mostly does from point to point: percentile.
MAX_STEPS, USUAL_RISE = 2.5, 90
# Machines print whole columns: a page shows a multiple of this time, s, to within this share.
WHOLE_S, MAX_OFF = 2.5, 0.005


@dataclass(frozen=True)
class Columns:
    """Page time on paper.

    Attributes:
        left_mm: where page time 0 lies, mm.
        duration_s: time shown by the page.
        edges_mm: for each number of leads in a row, where they begin, mm, and the last one's end.
        starts_s: when they begin, and the page's end.
        is_whole: the page shows a whole number of columns, which speaks for its scale.
    """

    left_mm: float
    duration_s: float
    edges_mm: dict[int, np.ndarray]
    starts_s: dict[int, np.ndarray]
    is_whole: bool


def find_columns(rows: Sequence[TraceRow], layout: PageLayout, *, mm_per_s: float) -> Columns:
    """Find the columns of rows that are set by a layout.

    Where each lead is a trace of its own, it begins where that begins; where a row is one line, its leads share it equally.
    Some programs set the columns closer, or wider, than the time that each of them shows: the page's time is then told by the
    rhythm row, or by the leads' own length.

    Raises:
        RowsNotFoundError: a row's traces do not fit its number of leads.
    """
    for row, leads in zip(rows, layout.rows, strict=True):
        _refuse_other_count(row, len(leads))
    left_mm, right_mm = _common_end([row.left_mm for row in rows], -1), _common_end([row.right_mm for row in rows], 1)
    width_mm = right_mm - left_mm + float(np.median([row.step_mm for row in rows]))
    edges_mm, lengths_mm = {1: np.array([left_mm, left_mm + width_mm])}, {}
    for count in {len(leads) for leads in layout.rows} - {1}:
        chosen = [row for row, leads in zip(rows, layout.rows, strict=True) if len(leads) == count]
        edges_mm[count], lengths_mm[count] = _edges(chosen, left_mm, width_mm, count)
    duration_s = _whole(_durations_s(rows, layout, edges_mm, lengths_mm, mm_per_s))
    starts_s = {count: (edges - left_mm) / mm_per_s for count, edges in edges_mm.items()}
    if duration_s is None:
        return Columns(left_mm, width_mm / mm_per_s, edges_mm, starts_s, False)
    step_s = float(np.median([row.step_mm for row in rows])) / mm_per_s
    for count, on_paper_s in starts_s.items():
        nominal_s = np.arange(count + 1) * duration_s / count
        # A lead begins with its first sample, up to a step late.
        starts_s[count] = np.where(np.abs(on_paper_s - nominal_s) <= step_s, on_paper_s, nominal_s)
        starts_s[count][-1] = duration_s
    return Columns(left_mm, duration_s, edges_mm, starts_s, True)


def _refuse_other_count(row: TraceRow, count: int) -> None:
    """Refuse a number of leads where the row's traces begin elsewhere than so many leads would.

    A row that is drawn in parts goes on after each break where it was before; at most breaks between leads it does not.
    """
    width_mm = row.right_mm - row.left_mm
    starts_mm = [float(trace.seen_mm[0, 0]) for trace in row.traces[1:]]
    shares = (np.array(starts_mm) - row.left_mm) / width_mm * count
    elsewhere = np.abs(shares - np.round(shares)) > MAX_UNEQUAL
    elsewhere |= (np.round(shares) < 1) | (np.round(shares) >= count)
    parted = np.array([_is_parted(*pair, row.step_mm) for pair in zip(row.traces, row.traces[1:], strict=False)], bool)
    if len(row.traces) != count and elsewhere.any() and parted[elsewhere].mean() > 0.5:
        raise RowsNotFoundError(f'a row of {len(row.traces)} traces does not fit {count} leads')


def _is_parted(one: Stroke, other: Stroke, step_mm: float) -> bool:
    """Whether a trace does not just go on in the next one."""
    (x_mm, y_mm), (next_x_mm, next_y_mm) = one.seen_mm[-1], other.seen_mm[0]
    steps = (next_x_mm - x_mm) / step_mm
    if not -0.5 <= steps <= MAX_STEPS:
        return True
    return abs(next_y_mm - y_mm) / max(steps, 1.0) > np.percentile(np.abs(np.diff(one.seen_mm[:, 1])), USUAL_RISE)


def _common_end(places_mm: list[float], side: int) -> float:
    """The outermost of the rows' ends that lie together."""
    places_mm = np.array(places_mm)
    near_mm = places_mm[np.abs(places_mm - np.median(places_mm)) <= SAME_END_MM]
    return side * float((side * near_mm).max()) if len(near_mm) else float(np.median(places_mm))


def _edges(rows: list[TraceRow], left_mm: float, width_mm: float, count: int) -> tuple[np.ndarray, float | None]:
    """(count + 1,) where columns begin, and the last one's end; and how long a lead's trace is, None where rows are one line."""
    share_mm = width_mm / count
    starts_mm: list[list[float]] = [[] for _ in range(count)]
    lengths_mm = []
    for row in rows:
        pieces = [trace for trace in row.traces if np.ptp(trace.seen_mm[:, 0]) > MIN_PIECE * share_mm]
        for place, trace in enumerate(pieces):
            start_mm = float(trace.seen_mm[0, 0])
            column = place if len(pieces) == count else round((start_mm - left_mm) / share_mm)
            off_mm = abs(start_mm - left_mm - column * share_mm)
            if len(pieces) == count or (0 <= column < count and off_mm <= MAX_UNEQUAL * share_mm):
                starts_mm[column].append(start_mm)
        if len(pieces) == count:
            lengths_mm += [float(np.ptp(trace.seen_mm[:, 0])) + row.step_mm for trace in pieces]
    expected_mm = left_mm + np.arange(count) * share_mm
    edges_mm = [_common_end(found, -1) if found else float(place) for found, place in zip(starts_mm, expected_mm, strict=True)]
    if (np.diff(edges_mm) <= 0).any():
        raise RowsNotFoundError(f'the traces of a row do not fit {count} leads')
    return np.array([*edges_mm, left_mm + width_mm]), float(np.median(lengths_mm)) if lengths_mm else None


def _durations_s(rows, layout: PageLayout, edges_mm: dict, lengths_mm: dict, mm_per_s: float) -> list[float]:
    """Times that the page may show, the surest first."""
    found_mm = [row.right_mm - row.left_mm + row.step_mm for k, row in enumerate(rows) if len(layout.rows[k]) == 1]
    for count, length_mm in lengths_mm.items():
        found_mm.append(count * float(np.mean(np.diff(edges_mm[count])[:-1])))
        if length_mm:
            found_mm.append(count * length_mm)
    return [length_mm / mm_per_s for length_mm in found_mm]


def _whole(durations_s: Sequence[float]) -> float | None:
    """The first that is a whole number of columns, made exact."""
    for duration_s in durations_s:
        whole_s = max(round(duration_s / WHOLE_S), 1) * WHOLE_S
        if abs(duration_s / whole_s - 1) <= MAX_OFF:
            return whole_s
    return None
