"""What of a signal a page shows."""

import numpy as np

from .ecg_signal import ECGSignal
from .layouts import PageLayout
from .leads import LEAD_NAMES
from .page_truth import PageTruth, PenTrace


def printed_signal(signal: ECGSignal, layout: PageLayout, *, duration_s: float) -> ECGSignal:
    """The signal with NaN where a page of this layout does not show it.

    A lead that is printed twice counts where its longer piece stands, as in a reading.

    Args:
        signal: at least `duration_s` long.
        duration_s: time shown from left to right, s.

    Returns:
        Signal of `duration_s`, with the same leads.
    """
    num_samples = round(duration_s * signal.fs_hz)
    printed_mv = np.full((len(signal.leads), num_samples), np.nan, np.float32)
    for box in sorted(layout.boxes(duration_s=duration_s), key=lambda box: box.duration_s):
        # From the first sample at or after the left end up to the right end.
        first, stop = (int(np.ceil(round(time_s * signal.fs_hz, 6))) for time_s in (box.start_s, box.stop_s))
        row = printed_mv[signal.leads.index(box.lead)]
        row[:] = np.nan
        row[first:stop] = signal.lead(box.lead)[first:stop]
    return ECGSignal(printed_mv, signal.fs_hz, signal.leads)


def signal_on_paper(truth: PageTruth, fs_hz: float) -> ECGSignal:
    """The signal that a drawn page shows, read off its pen: gaps, limits and the printer's gain error included.

    A lead that is printed twice counts where its longer piece stands; one that is printed upside down has its own sign here.

    Args:
        truth: of the page.
        fs_hz: rate of the signal that was drawn, Hz.

    Returns:
        The twelve standard leads in page time, from page time 0 to the end of the rows; NaN where nothing is printed.
    """
    signal_mv = np.full((len(LEAD_NAMES), round(truth.duration_s * fs_hz)), np.nan, np.float32)
    pieces: dict[tuple[int, str], list[PenTrace]] = {}
    for trace in truth.traces:
        pieces.setdefault((trace.row, trace.lead), []).append(trace)
    for traces in sorted(pieces.values(), key=lambda traces: sum(len(trace.x_mm) for trace in traces)):
        row = signal_mv[LEAD_NAMES.index(traces[0].lead)]
        row[:] = np.nan
        for trace in traces:
            samples = np.round((trace.x_mm - truth.left_mm) / truth.mm_per_s * fs_hz).astype(int)
            inside = (samples >= 0) & (samples < signal_mv.shape[1])
            heights_mm = (truth.baselines_mm[trace.row] - trace.y_mm) * trace.sign
            row[samples[inside]] = heights_mm[inside] / truth.mm_per_mv
    return ECGSignal(signal_mv, fs_hz, LEAD_NAMES)
