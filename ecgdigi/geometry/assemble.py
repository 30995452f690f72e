"""From rows on paper to leads in millivolts on one clock."""

import numpy as np

from ecgdigi.signals import resample_at
from ecgdigi.structures import LEAD_NAMES, ECGSignal, LeadBox, PageLayout

from .layout_match import TimeFrame
from .rows import RowReading


def assemble_signal(
    readings: list[RowReading],
    layout: PageLayout,
    frame: TimeFrame,
    *,
    mm_per_s: float,
    mm_per_mv: float,
    fs_hz: float,
) -> ECGSignal:
    """Cut the rows into leads, and bring every lead to the asked sampling rate.

    A lead that is printed twice (in a column and as rhythm row) is taken from the longer piece.

    Args:
        readings: one per row of the layout.
        frame: page time on paper.
        mm_per_s, mm_per_mv: paper speed and gain.
        fs_hz: sampling rate of the result, Hz.

    Returns:
        The twelve standard leads over the whole page; NaN where a lead is not printed.
    """
    num_samples = round(frame.duration_s * fs_hz)
    signal_mv = np.full((len(LEAD_NAMES), num_samples), np.nan, np.float32)
    boxes = layout.boxes(duration_s=frame.duration_s)
    for box in sorted(boxes, key=lambda box: box.duration_s):  # the longest piece last: it overwrites
        samples = slice(_first_sample(box.start_s, fs_hz), min(_first_sample(box.stop_s, fs_hz), num_samples))
        lead_mv = signal_mv[LEAD_NAMES.index(box.lead)]
        lead_mv[:] = np.nan
        lead_mv[samples] = _piece_mv(readings[box.row], box, samples, frame, mm_per_s, mm_per_mv, fs_hz)
    return ECGSignal(signal_mv, fs_hz, LEAD_NAMES)


def _first_sample(time_s: float, fs_hz: float) -> int:
    """Index of the first sample at or after a time."""
    return int(np.ceil(round(time_s * fs_hz, 6)))


def _piece_mv(reading: RowReading, box: LeadBox, samples: slice, frame: TimeFrame, mm_per_s, mm_per_mv, fs_hz) -> np.ndarray:
    step_mm = reading.x_mm[1] - reading.x_mm[0]
    inside = (reading.x_mm >= frame.left_mm + box.start_s * mm_per_s) & (reading.x_mm <= frame.left_mm + box.stop_s * mm_per_s)
    heights_mv = zero_line_mm(reading) - reading.y_mm
    heights_mv = np.where(inside & reading.printed, heights_mv / mm_per_mv, np.nan)
    x_mm = frame.left_mm + np.arange(samples.start, samples.stop) / fs_hz * mm_per_s
    places = (x_mm - reading.x_mm[0]) / step_mm
    return resample_at(heights_mv, places, max_rate=fs_hz * step_mm / mm_per_s)


def zero_line_mm(reading: RowReading) -> float:
    """Paper y of 0 mV of a row, mm: the height at which the pen is half of the time above."""
    return float(np.median(reading.y_mm[reading.printed]))
