"""From rows on paper to leads in millivolts on one clock."""

from collections.abc import Iterator, Sequence

import numpy as np

from ecgdigi.signals import resample_at
from ecgdigi.structures import LEAD_NAMES, ECGSignal, LeadBox, PageLayout

from .rows import RowReading
from .scale import Scale
from .time_frame import TimeFrame

# Next to the ends of a piece the strokes of two leads, of a pulse or of a separator cover each other over the pen's width:
# what is read there, mm, is replaced by the value beside it, unless the end was read for itself.
BLUR_MM = 0.15
# The path changes to another stroke where it moves more than this between neighbouring positions, mm, this near to an end.
JUMP_MM = 3.0
JUMP_REACH_MM = 0.4
# Such values are repeated over this much at most, mm: columns that stand closer than their time lack their last part.
MAX_HELD_MM = 1.2


def assemble_rows(
    readings: list[RowReading],
    layout: PageLayout,
    frame: TimeFrame,
    scale: Scale,
    *,
    fs_hz: float,
) -> list[ECGSignal]:
    """Cut each row into leads, and bring every lead to the asked sampling rate.

    Args:
        readings: one per row of the layout.
        frame: page time on paper.
        scale: paper speed and gain.
        fs_hz: sampling rate of the result, Hz.

    Returns:
        What each row shows, as a signal of the whole page for itself: the twelve standard leads, NaN where it does not show one.
    """
    rows_mv = np.full((layout.num_rows, len(LEAD_NAMES), round(frame.duration_s * fs_hz)), np.nan, np.float32)
    for box, samples in _pieces(layout, frame, fs_hz):
        piece_mv = _piece_mv(readings[box.row], box, samples, frame, scale, fs_hz)
        rows_mv[box.row, LEAD_NAMES.index(box.lead), samples] = piece_mv
    return [ECGSignal(row_mv, fs_hz, LEAD_NAMES) for row_mv in rows_mv]


def merge_rows(rows: Sequence[ECGSignal], layout: PageLayout) -> ECGSignal:
    """One signal of those of the layout's rows; of a lead that stands in several, the longest piece is taken."""
    return ECGSignal(_merge([row.signal_mv for row in rows], layout), rows[0].fs_hz, LEAD_NAMES)


def row_confidence(readings: list[RowReading], layout: PageLayout, frame: TimeFrame, scale: Scale, *, fs_hz: float) -> np.ndarray:
    """How sure the network is of each sample of `assemble_rows`.

    Returns:
        (R, 12, T) float32, 0 to 1; NaN where a lead has no place.
    """
    rows = np.full((layout.num_rows, len(LEAD_NAMES), round(frame.duration_s * fs_hz)), np.nan, np.float32)
    for box, samples in _pieces(layout, frame, fs_hz):
        reading = readings[box.row]
        x_mm = _places_mm(reading, box, samples, frame, scale, fs_hz)
        rows[box.row, LEAD_NAMES.index(box.lead), samples] = np.interp(x_mm, reading.x_mm, reading.confidence, left=0, right=0)
    return rows


def merge_confidence(rows: np.ndarray, layout: PageLayout) -> np.ndarray:
    """(12, T) of `merge_rows`, of the (R, 12, T) of its rows."""
    return _merge(rows, layout)


def _pieces(layout: PageLayout, frame: TimeFrame, fs_hz: float) -> Iterator[tuple[LeadBox, slice]]:
    """Each piece of the layout, and its samples."""
    num_samples = round(frame.duration_s * fs_hz)
    for box in layout.boxes(duration_s=frame.duration_s):
        yield box, slice(_first_sample(box.start_s, fs_hz), min(_first_sample(box.stop_s, fs_hz), num_samples))


def _merge(rows: Sequence[np.ndarray], layout: PageLayout) -> np.ndarray:
    merged = np.full_like(rows[0], np.nan)
    for leads, row in sorted(zip(layout.rows, rows, strict=True), key=lambda pair: -len(pair[0])):
        for lead in leads:
            index = LEAD_NAMES.index(lead.removeprefix('-'))
            merged[index] = row[index]
    return merged


def _first_sample(time_s: float, fs_hz: float) -> int:
    """Index of the first sample at or after a time."""
    return int(np.ceil(round(time_s * fs_hz, 6)))


def _piece_mv(reading: RowReading, box: LeadBox, samples: slice, frame: TimeFrame, scale: Scale, fs_hz: float) -> np.ndarray:
    step_mm = reading.x_mm[1] - reading.x_mm[0]
    left_mm, right_mm = frame.span_mm(box, reading.zero_line_mm, scale.mm_per_s)
    first_mm, last_mm = _between_jumps(reading, left_mm, right_mm)
    first_mm = left_mm if reading.end_is_read(left_mm, begins=True) else max(left_mm + BLUR_MM, first_mm)
    last_mm = right_mm if reading.end_is_read(right_mm, begins=False) else min(right_mm - BLUR_MM, last_mm)
    inside = (reading.x_mm >= first_mm) & (reading.x_mm <= last_mm)
    heights_mv = box.sign * (reading.zero_line_mm - reading.y_mm)
    heights_mv = np.where(inside & reading.followed, heights_mv / scale.mm_per_mv, np.nan)
    places = (_places_mm(reading, box, samples, frame, scale, fs_hz) - reading.x_mm[0]) / step_mm
    piece_mv = resample_at(heights_mv, places, max_rate=fs_hz * step_mm / scale.mm_per_s)
    return _hold_ends(piece_mv, longest=round(MAX_HELD_MM / scale.mm_per_s * fs_hz))


def _places_mm(reading: RowReading, box: LeadBox, samples: slice, frame: TimeFrame, scale: Scale, fs_hz: float) -> np.ndarray:
    """Paper x of a piece's samples."""
    since_start_s = np.arange(samples.start, samples.stop) / fs_hz - box.start_s
    return frame.column_left_mm(box, reading.zero_line_mm) + since_start_s * scale.mm_per_s


def _between_jumps(reading: RowReading, left_mm: float, right_mm: float) -> tuple[float, float]:
    """First and last place, mm, of a piece between the jumps that are nearest to its ends: there the path changes to another
    stroke (the next lead's, a separator's, a pulse's), not always just where the column ends. A steep wave further in jumps, too.
    """
    jumps_mm = reading.x_mm[:-1][np.abs(np.diff(reading.y_mm)) > JUMP_MM]
    step_mm = reading.x_mm[1] - reading.x_mm[0]
    start_mm, stop_mm = -np.inf, np.inf
    if len(jumps_mm):
        first_mm, last_mm = (jumps_mm[np.argmin(np.abs(jumps_mm - end_mm))] for end_mm in (left_mm, right_mm))
        start_mm = first_mm + step_mm if abs(first_mm - left_mm) < JUMP_REACH_MM else start_mm
        stop_mm = last_mm if abs(last_mm - right_mm) < JUMP_REACH_MM else stop_mm
    return start_mm, stop_mm


def _hold_ends(values: np.ndarray, longest: int) -> np.ndarray:
    """Repeat the first and the last finite value outwards over at most `longest` samples."""
    finite = np.flatnonzero(np.isfinite(values))
    if len(finite):
        first, last = finite[0], finite[-1]
        if first <= longest:
            values[:first] = values[first]
        if len(values) - 1 - last <= longest:
            values[last + 1 :] = values[last]
    return values
