"""From rows and columns to leads in millivolts on one clock."""

from collections.abc import Sequence

import numpy as np

from ecgdigi.structures import LEAD_NAMES, ECGSignal, LeadBox, PageLayout

from .columns import MAX_STEPS, Columns
from .trace_rows import TraceRow

# A point this close before a column's edge, in distances of points, belongs to the column.
EDGE = 0.25


def piece_lines(row: TraceRow, box: LeadBox, columns: Columns, num_leads: int) -> list[np.ndarray]:
    """The lines of one lead, (K, 2) mm each, from the left.

    Args:
        num_leads: in its row.
    """
    edges_mm = columns.edges_mm[num_leads]
    start_mm, stop_mm = edges_mm[box.column] - EDGE * row.step_mm, edges_mm[box.column + 1] - EDGE * row.step_mm
    last = box.column == num_leads - 1
    found = []
    for trace in row.traces:
        first_mm, last_mm = trace.seen_mm[[0, -1], 0]
        if last_mm < start_mm or first_mm >= stop_mm:
            continue
        # A trace that begins here is this lead's to its end, though the next column may begin before that.
        own = num_leads > 1 and start_mm <= first_mm and (last_mm - first_mm) < 1.5 * (edges_mm[1] - edges_mm[0])
        if num_leads > 1 and not own and first_mm < start_mm and (last_mm - start_mm) < 0.5 * (edges_mm[1] - edges_mm[0]):
            continue  # the end of the lead before
        parts = [part[(part[:, 0] >= start_mm) & (last | own | (part[:, 0] < stop_mm))] for part in trace.parts()]
        found.append([part for part in parts if len(part)])
    return _bridged([parts for parts in found if parts], MAX_STEPS * row.step_mm)


def _bridged(traces: list[list[np.ndarray]], max_gap_mm: float) -> list[np.ndarray]:
    """The parts of all traces; a small gap between traces is closed, one within a trace is where nothing of it is seen."""
    lines: list[np.ndarray] = []
    for first, *others in traces:
        if lines and 0 <= first[0, 0] - lines[-1][-1, 0] <= max_gap_mm:
            lines[-1] = np.concatenate([lines[-1], first])
        else:
            lines.append(first)
        lines += others
    return lines


def sample_rows(
    rows: Sequence[TraceRow],
    layout: PageLayout,
    columns: Columns,
    zero_lines_mm: Sequence[float],
    *,
    mm_per_s: float,
    mm_per_mv: float,
    fs_hz: float,
) -> list[ECGSignal]:
    """What each row shows, as a signal of the whole page for itself.

    Between the points of a line it runs straight, as it is drawn. Nothing is known where no line is seen.

    Args:
        rows: one per row of the layout, mm of the grid.
        zero_lines_mm: y of 0 mV of each row, mm.
    """
    num_samples = round(columns.duration_s * fs_hz)
    rows_mv = np.full((layout.num_rows, len(LEAD_NAMES), num_samples), np.nan, np.float32)
    for box in layout.boxes(duration_s=columns.duration_s):
        num_leads = len(layout.rows[box.row])
        edge_mm, (start_s, stop_s) = columns.edges_mm[num_leads][box.column], columns.starts_s[num_leads][box.column :][:2]
        lead_mv = rows_mv[box.row, LEAD_NAMES.index(box.lead)]
        for line in piece_lines(rows[box.row], box, columns, num_leads):
            places = (start_s + (np.maximum.accumulate(line[:, 0]) - edge_mm) / mm_per_s) * fs_hz
            # To within a thousandth of a sample: coordinates are rounded.
            samples = np.arange(max(np.ceil(places[0] - 1e-2), 0), min(np.floor(places[-1] + 1e-2) + 1, num_samples))
            samples = samples[(samples >= start_s * fs_hz - 1e-2) & (samples < stop_s * fs_hz - 1e-2)].astype(int)
            lead_mv[samples] = box.sign * (zero_lines_mm[box.row] - np.interp(samples, places, line[:, 1])) / mm_per_mv
    return [ECGSignal(row_mv, fs_hz, LEAD_NAMES) for row_mv in rows_mv]
