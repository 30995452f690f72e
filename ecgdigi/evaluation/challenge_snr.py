"""Signal to noise ratio in the form of the George B. Moody PhysioNet Challenge 2024.

Time and voltage are aligned together, by correlating pictures of the two curves.
"""

import numpy as np
from scipy.fft import irfft2, next_fast_len, rfft2
from scipy.ndimage import gaussian_filter

from .alignment import shifted

# Rows of the pictures, and the smoothing of both, px.
LEVELS = 256
BLUR_PX = 0.5
# Columns kept free around the curves; the blur (4 standard deviations) reaches 2.
MARGIN = 3
# A larger shift in time or voltage is not applied at all.
MAX_SHIFT_S = 0.5
MAX_OFFSET_MV = 1.0
MAX_DB = 60.0


def challenge_snr_db(truth_mv: np.ndarray, predicted_mv: np.ndarray, *, fs_hz: float) -> float:
    """SNR of one lead over the samples that both have, times the share of the truth that they are.

    Args:
        truth_mv, predicted_mv: (T,) mV on one clock; NaN where empty.
        fs_hz: sampling rate, Hz.

    Returns:
        dB, at most 60; 0 without a common sample; NaN where the truth is empty or zero.
    """
    in_truth = np.isfinite(truth_mv)
    if not in_truth.any():
        return np.nan
    if not np.isfinite(predicted_mv).any():
        return 0.0
    lag, offset_mv = joint_shift(truth_mv, predicted_mv)
    aligned = predicted_mv
    if abs(lag) <= np.round(MAX_SHIFT_S * fs_hz) and abs(offset_mv) <= MAX_OFFSET_MV:
        aligned = shifted(predicted_mv, lag) + offset_mv
    both = in_truth & np.isfinite(aligned)
    if not both.any():
        return 0.0
    signal = np.mean(truth_mv[both] ** 2)
    noise = np.mean((truth_mv[both] - aligned[both]) ** 2)
    if signal == 0:
        return np.nan
    snr_db = MAX_DB if noise == 0 else min(10 * np.log10(signal / noise), MAX_DB)
    return float(snr_db * both.sum() / in_truth.sum())


def joint_shift(truth_mv: np.ndarray, predicted_mv: np.ndarray) -> tuple[int, float]:
    """Shift of the prediction in time (samples) and voltage (mV) at which the pictures of both curves agree best.

    Args:
        truth_mv, predicted_mv: (T,) mV, each with a finite sample; NaN where empty.
    """
    drawn = np.flatnonzero(np.isfinite(truth_mv) | np.isfinite(predicted_mv))
    columns = slice(max(drawn[0] - MARGIN, 0), drawn[-1] + 1 + MARGIN)
    curves = truth_mv[columns], predicted_mv[columns]
    low = min(np.nanmin(curve) for curve in curves)
    high = max(np.nanmax(curve) for curve in curves)
    pictures = [_draw(curve, low, high) for curve in curves]
    # Room for every shift, so that nothing wraps round onto the other end.
    shape = [next_fast_len(2 * size - 1, real=True) for size in pictures[0].shape]
    spectra = [rfft2(picture, shape) for picture in pictures]
    correlation = irfft2(spectra[0] * np.conj(spectra[1]), shape)
    peak = np.unravel_index(np.argmax(correlation), correlation.shape)
    levels, lag = (int(at - size if at > size // 2 else at) for at, size in zip(peak, shape, strict=True))
    return lag, levels / (LEVELS - 1) * (high - low)


def _draw(curve: np.ndarray, low: float, high: float) -> np.ndarray:
    """(LEVELS, T) picture with one lit pixel per finite sample, blurred."""
    picture = np.zeros((LEVELS, len(curve)))
    at = np.flatnonzero(np.isfinite(curve))
    span = high - low if high > low else 1.0
    picture[np.round((LEVELS - 1) * (curve[at] - low) / span).astype(int), at] = 1
    return gaussian_filter(picture, BLUR_PX)
