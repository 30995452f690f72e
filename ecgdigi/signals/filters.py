"""The filters of electrocardiographs, as signals meet them before they are printed."""

import numpy as np
from scipy import signal as dsp

from .resample import finite_runs

# Quality of the mains notch: -3 dB at 49 and 51 Hz. Recorders differ; this one takes little from the QRS complex.
NOTCH_QUALITY = 25.0


def recorder_filter(
    signal_mv: np.ndarray,
    fs_hz: float,
    *,
    high_pass_hz: float | None = None,
    low_pass_hz: float | None = None,
    notch_hz: float | None = None,
    zero_phase: bool = False,
) -> np.ndarray:
    """Filter leads as a recorder does.

    The high-pass is of the first order, as the time constant of a recorder's input is, the low-pass a Butterworth filter of
    the second. Usual settings are 0.05 to 150 Hz for diagnosis and 0.5 to 40 Hz for a monitor (Kligfield et al.,
    Recommendations for the standardization and interpretation of the electrocardiogram, part I, J Am Coll Cardiol 49(10),
    2007). A high-pass at 0.5 Hz bends the ST segment, as on paper. The same filter acts on all leads, so Einthoven's and
    Goldberger's laws are kept.

    Args:
        signal_mv: (L, T) mV. Runs of finite samples are filtered one by one; NaN stays.
        fs_hz: sampling rate, Hz.
        high_pass_hz, low_pass_hz: frequencies at -3 dB (-6 dB with `zero_phase`), Hz; None: without. A low-pass or notch at
            or above half the sampling rate does nothing.
        notch_hz: mains frequency that is taken out, Hz; None: without.
        zero_phase: filter forwards and backwards, which delays nothing.

    Returns:
        (L, T) float64, mV.
    """
    sections = _sections(fs_hz, high_pass_hz, low_pass_hz, notch_hz)
    out = np.array(signal_mv, np.float64)
    if not len(sections) or not out.size:
        return out
    if np.isfinite(out).all():
        return _filtered(out, sections, fs_hz, zero_phase)
    for row in out:
        for start, stop in finite_runs(row):
            row[start:stop] = _filtered(row[None, start:stop], sections, fs_hz, zero_phase)[0]
    return out


def _sections(fs_hz, high_pass_hz, low_pass_hz, notch_hz) -> np.ndarray:
    sections = np.zeros((0, 6))
    if high_pass_hz:
        sections = np.r_[sections, dsp.butter(1, high_pass_hz, 'highpass', fs=fs_hz, output='sos')]
    if low_pass_hz and low_pass_hz < fs_hz / 2:
        sections = np.r_[sections, dsp.butter(2, low_pass_hz, 'lowpass', fs=fs_hz, output='sos')]
    if notch_hz and notch_hz < fs_hz / 2:
        sections = np.r_[sections, dsp.tf2sos(*dsp.iirnotch(notch_hz, NOTCH_QUALITY, fs=fs_hz))]
    return sections


def _filtered(values: np.ndarray, sections: np.ndarray, fs_hz: float, zero_phase: bool) -> np.ndarray:
    """(L, T): begins with the filter settled, as on a recorder that has been running for a while."""
    pad = min(values.shape[1] - 1, round(2 * fs_hz))
    before = np.concatenate([values[:, pad:0:-1], values], 1)
    if zero_phase:
        before = np.concatenate([before, values[:, -2 : -pad - 2 : -1]], 1)
        return _run(_run(before, sections)[:, ::-1], sections)[:, ::-1][:, pad : pad + values.shape[1]]
    return _run(before, sections)[:, pad:]


def _run(values: np.ndarray, sections: np.ndarray) -> np.ndarray:
    # (sections, 1, 2) * (1, L, 1): as if the mean had stood there for ever. The mean, for it is linear: the laws are kept.
    state = dsp.sosfilt_zi(sections)[:, None, :] * values.mean(1)[None, :, None]
    return dsp.sosfilt(sections, values, axis=1, zi=state)[0]
