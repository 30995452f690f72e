"""Which traces stand in one row."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ecgdigi.geometry.rows import RowReading

from .strokes import Stroke

# Traces of neighbouring columns may overlap by this much, mm, and still be of one row.
MAX_OVERLAP_MM = 3.0
# Distance of the places at which rows are compared with each other, mm: 0.1 mm is 4 ms at 25 mm/s.
STEP_MM = 0.1
# Rows of a page at most; more is no ECG.
MAX_ROWS = 24


@dataclass(frozen=True)
class TraceRow:
    """Traces side by side.

    Attributes:
        traces: from the left, mm of the grid.
        height_mm: y that is as often above as below the pen, mm.
    """

    traces: tuple[Stroke, ...]
    height_mm: float

    @property
    def left_mm(self) -> float:
        return float(self.traces[0].seen_mm[0, 0])

    @property
    def right_mm(self) -> float:
        return max(float(trace.seen_mm[-1, 0]) for trace in self.traces)

    @cached_property
    def step_mm(self) -> float:
        """Distance of the points that are drawn, mm: their median."""
        steps_mm = np.concatenate([np.diff(trace.seen_mm[:, 0]) for trace in self.traces])
        return float(np.median(steps_mm[steps_mm > 0]))


def find_rows(traces: Sequence[Stroke]) -> list[TraceRow]:
    """Sort traces into rows, from the top.

    Where most traces stand above each other, at one x, there is one of each row; the others belong to the row whose height is
    nearest among those that are free there.
    """
    if not traces:
        return []
    heights_mm = np.array([_height_mm(trace) for trace in traces])
    spans_mm = np.array([(trace.seen_mm[0, 0], trace.seen_mm[-1, 0]) for trace in traces])
    edges_mm = np.unique(spans_mm)
    middles_mm, lengths_mm = (edges_mm[1:] + edges_mm[:-1]) / 2, np.diff(edges_mm)
    # Columns that overlap a little do not count.
    covers = (spans_mm[:, :1] < middles_mm) & (spans_mm[:, 1:] > middles_mm)
    counts = np.where(lengths_mm > MAX_OVERLAP_MM, covers.sum(0), 0)
    if not counts.any():
        return []
    full = np.flatnonzero(counts == counts.max())
    sorted_mm = np.array([np.sort(heights_mm[covers[:, k]]) for k in full])
    rows_mm = np.average(sorted_mm, axis=0, weights=lengths_mm[full])
    members: list[list[int]] = [[] for _ in rows_mm]
    for k in np.argsort(spans_mm[:, 0] - spans_mm[:, 1]).tolist():  # the longest first
        for row in np.argsort(np.abs(rows_mm - heights_mm[k])).tolist():
            if all(_overlap_mm(spans_mm[k], spans_mm[other]) <= MAX_OVERLAP_MM for other in members[row]):
                members[row].append(k)
                break
    return [_row([traces[k] for k in sorted(found, key=lambda k: spans_mm[k, 0])]) for found in members]


def _row(traces: list[Stroke]) -> TraceRow:
    x_mm, y_mm = (np.concatenate([_even(trace)[axis] for trace in traces]) for axis in (0, 1))
    return TraceRow(tuple(traces), float(np.median(y_mm[np.isfinite(x_mm)])))


def _height_mm(trace: Stroke) -> float:
    return float(np.median(_even(trace)[1]))


def _even(trace: Stroke) -> tuple[np.ndarray, np.ndarray]:
    """(x, y) of a trace at places of even distance, mm: points may be dense where it is steep."""
    seen_mm = trace.seen_mm
    x_mm = np.arange(seen_mm[0, 0], seen_mm[-1, 0] + STEP_MM, STEP_MM)
    return x_mm, np.interp(x_mm, np.maximum.accumulate(seen_mm[:, 0]), seen_mm[:, 1])


def _overlap_mm(one, other) -> float:
    return min(one[1], other[1]) - max(one[0], other[0])


def as_readings(rows: Sequence[TraceRow]) -> list[RowReading]:
    """Rows as `geometry` has them: at places of even distance, the same for all."""
    left_mm, right_mm = min(row.left_mm for row in rows), max(row.right_mm for row in rows)
    x_mm = np.arange(left_mm, right_mm + STEP_MM, STEP_MM)
    readings = []
    for row in rows:
        y_mm, inked = np.full(len(x_mm), row.height_mm), np.zeros(len(x_mm))
        for trace in row.traces:
            for part in trace.parts():
                inside = (x_mm >= part[0, 0]) & (x_mm <= part[-1, 0])
                y_mm[inside] = np.interp(x_mm[inside], np.maximum.accumulate(part[:, 0]), part[:, 1])
                inked[inside] = 1.0
        readings.append(RowReading(x_mm, y_mm, inked, np.ones(len(x_mm))))
    return readings
