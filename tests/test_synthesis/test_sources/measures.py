"""What a cardiologist reads with a ruler, on clean signals."""

import numpy as np
from scipy.signal import find_peaks

INDEPENDENT = ('I', 'II', 'V1', 'V2', 'V3', 'V4', 'V5', 'V6')


def speed(signal):
    """(T,) mV/s: how fast the leads change together."""
    slopes = np.gradient(np.stack([signal.lead(name) for name in INDEPENDENT]), axis=1) * signal.fs_hz
    return np.sqrt((slopes**2).sum(0))


def beat_times(signal, *, shortest_s=0.25):
    """(N,) s: centre of each QRS complex that is wholly inside."""
    width = int(0.1 * signal.fs_hz)
    activity = np.convolve(speed(signal) ** 2, np.hanning(width), 'same')
    level = 0.25 * np.quantile(activity, 0.998)
    times = find_peaks(activity, height=level, distance=int(shortest_s * signal.fs_hz))[0] / signal.fs_hz
    return times[(times > 0.35) & (times < signal.duration_s - 0.4)]


def qrs_width_s(signal, *, level=0.1, half_s=0.14):
    """Median duration of the QRS complexes: where the leads move faster than a tenth of their fastest."""
    fast, widths = speed(signal), []
    for time in beat_times(signal):
        around = fast[int((time - half_s) * signal.fs_hz) : int((time + half_s) * signal.fs_hz)]
        above = np.flatnonzero(around > level * around.max())
        widths.append((above[-1] - above[0] + 1) / signal.fs_hz)
    return float(np.median(widths))


class MeanBeat:
    """Median beat of all leads; the zero of each is its level just before QRS.

    Attributes:
        times_s: (T,) after the centre of QRS.
    """

    def __init__(self, signal, *, before_s=0.35, after_s=0.4):
        before, after = (int(side_s * signal.fs_hz) for side_s in (before_s, after_s))
        centres = np.round(beat_times(signal) * signal.fs_hz).astype(int)
        beats = np.stack([signal.signal_mv[:, c - before : c + after] for c in centres])
        self.times_s = np.arange(-before, after) / signal.fs_hz
        self.leads = signal.leads
        median = np.median(beats, axis=0)
        self.values_mv = median - median[:, (self.times_s > -0.11) & (self.times_s < -0.08)].mean(1, keepdims=True)

    def part(self, lead, start_s, stop_s):
        """(N,) mV of one lead between two times after the centre of QRS."""
        return self.values_mv[self.leads.index(lead), (self.times_s >= start_s) & (self.times_s < stop_s)]

    def level(self, lead, time_s):
        """mV at one time after the centre of QRS."""
        return float(self.part(lead, time_s - 0.006, time_s + 0.006).mean())
