"""What of a signal a page shows."""

import numpy as np

from .ecg_signal import ECGSignal
from .layouts import PageLayout


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
