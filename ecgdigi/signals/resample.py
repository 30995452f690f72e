"""Band-limited resampling to arbitrary sample times, to another rate, or a little later."""

from fractions import Fraction

import numpy as np
from scipy import fft
from scipy import signal as dsp

# Half width of the interpolation kernel, in samples of the slower of the two rates, and its Kaiser parameter. With 16 and 8
# a sine at 80 % of the Nyquist rate comes back with an error below -80 dB (tests/test_signals/test_resample.py).
HALF_WIDTH = 16
KAISER_BETA = 8.0


def resample_at(values: np.ndarray, times: np.ndarray, *, max_rate: float | None = None) -> np.ndarray:
    """Value of a uniformly sampled signal at arbitrary times, by a Kaiser-windowed sinc.

    Runs of finite samples are treated one by one, each continued beyond its ends by odd reflection (which keeps level
    and slope), so a gap neither rings nor leaks.

    Args:
        values: (T,) samples; NaN where there is none.
        times: (N,) times in units of the sampling interval; 0 is the first sample.
        max_rate: sampling rate of the result relative to that of `values`. Below 1, content above the new Nyquist
            frequency is removed.

    Returns:
        (N,) float64; NaN where no sample lies within half a sampling interval of the time.
    """
    values, times = np.asarray(values, np.float64), np.asarray(times, np.float64)
    out = np.full(times.shape, np.nan)
    cutoff = min(1.0, max_rate) if max_rate else 1.0
    for start, stop in finite_runs(values):
        inside = (times >= start - 0.5) & (times <= stop - 0.5)
        if inside.any():
            out[inside] = _interpolate_run(values[start:stop], times[inside] - start, cutoff)
    return out


def resample_to_rate(signal: np.ndarray, fs_hz: float, new_fs_hz: float) -> np.ndarray:
    """Leads at another sampling rate; the first sample stays where it is.

    Args:
        signal: (L, T); NaN where there is no sample.
        fs_hz, new_fs_hz: sampling rates, Hz.

    Returns:
        (L, N) float64, of the same duration to within a sample.
    """
    signal = np.asarray(signal, np.float64)
    if new_fs_hz == fs_hz:
        return signal.copy()
    ratio = Fraction(new_fs_hz / fs_hz).limit_denominator(1000)
    if np.isfinite(signal).all() and abs(ratio * fs_hz / new_fs_hz - 1) < 1e-9:
        return dsp.resample_poly(signal, ratio.numerator, ratio.denominator, axis=1, padtype='line')
    times = np.arange(round(signal.shape[1] * new_fs_hz / fs_hz)) * fs_hz / new_fs_hz
    return np.stack([resample_at(row, times, max_rate=new_fs_hz / fs_hz) for row in signal])


def delayed(signal: np.ndarray, delays: np.ndarray) -> np.ndarray:
    """Each lead later by its own, also fractional, number of samples.

    Args:
        signal: (L, T); NaN where there is no sample.
        delays: (L,) samples; below 0: earlier.

    Returns:
        (L, T) float64. What a delay brings in at an end goes on from there; NaN moves with the samples.
    """
    signal, delays = np.asarray(signal, np.float64), np.asarray(delays, np.float64)
    num_samples = signal.shape[1]
    whole = np.isfinite(signal).all(1)
    if not whole.all():
        out, times = np.empty_like(signal), np.arange(num_samples)
        for k in np.flatnonzero(~whole):
            out[k] = resample_at(signal[k], np.clip(times - delays[k], 0, num_samples - 1))
        out[whole] = delayed(signal[whole], delays[whole]) if whole.any() else 0.0
        return out
    pad = min(num_samples - 1, int(np.ceil(np.abs(delays).max())) + 4 * HALF_WIDTH)
    padded = np.pad(signal, ((0, 0), (pad, pad)), mode='reflect', reflect_type='odd')
    # A slope from the right end back to the left one, so that the circle on which the Fourier transform works has no step.
    size = fft.next_fast_len(padded.shape[1] + 4 * HALF_WIDTH, real=True)
    bridge = np.linspace(0, 1, size - padded.shape[1] + 2)[1:-1]
    circle = np.concatenate([padded, padded[:, -1:] + (padded[:, :1] - padded[:, -1:]) * bridge], 1)
    turn = np.exp(-2j * np.pi * np.arange(size // 2 + 1) / size * delays[:, None])
    return fft.irfft(fft.rfft(circle) * turn, size)[:, pad : pad + num_samples]


def finite_runs(values: np.ndarray) -> list[tuple[int, int]]:
    """Half-open index ranges of the runs of finite samples."""
    edges = np.flatnonzero(np.diff(np.r_[False, np.isfinite(values), False].astype(np.int8)))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def _interpolate_run(run: np.ndarray, times: np.ndarray, cutoff: float) -> np.ndarray:
    half = int(np.ceil(HALF_WIDTH / cutoff))
    padded = np.pad(run, half + 1, mode='reflect', reflect_type='odd') if len(run) > 1 else np.full(2 * half + 3, run[0])
    first = np.floor(times).astype(int)
    taps = np.arange(-half + 1, half + 1)
    distance = (times - first)[:, None] - taps
    window = np.i0(KAISER_BETA * np.sqrt(np.clip(1 - (distance / half) ** 2, 0, None)))
    kernel = np.sinc(distance * cutoff) * window
    kernel /= kernel.sum(1, keepdims=True)
    index = np.clip(first[:, None] + taps + half + 1, 0, len(padded) - 1)
    return (padded[index] * kernel).sum(1)
