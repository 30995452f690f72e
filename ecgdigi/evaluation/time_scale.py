"""Error of the time scale: does the prediction fall behind, or run ahead, along the page?"""

import numpy as np

# Blocks of each lead whose lag is measured: length, distance, and largest lag either way, s.
BLOCK_S = 1.0
HOP_S = 0.5
REACH_S = 0.1
# A block needs this much signal (standard deviation, mV) and this correlation with the prediction.
MIN_SD_MV = 0.05
MIN_CORRELATION = 0.9
# A slope needs this many blocks, spread over this time.
MIN_BLOCKS = 4
MIN_SPREAD_S = 2.0
# Blocks further from the first line are left out of the second, in standard deviations (1.4826 times the median
# absolute deviation of a normal distribution).
TRIM_SD = 3.0
MAD_TO_SD = 1.4826


def time_scale_error_percent(truth_mv: np.ndarray, predicted_mv: np.ndarray, *, fs_hz: float) -> float | None:
    """Slope of the prediction's lag against page time, over all leads.

    Args:
        truth_mv, predicted_mv: (L, T) mV on one clock; NaN where empty.
        fs_hz: sampling rate, Hz.

    Returns:
        per cent, positive where the prediction is stretched; None where too few blocks tell.
    """
    blocks = [
        block
        for truth, predicted in zip(truth_mv, predicted_mv, strict=True)
        for block in block_lags(truth, predicted, fs_hz=fs_hz)
    ]
    times_s, lags_s, weights = np.array(blocks).reshape(-1, 3).T
    if not _suffices(times_s):
        return None
    slope, residuals = _weighted_line(times_s, lags_s, weights)
    spread = np.abs(residuals - np.median(residuals))
    kept = spread <= TRIM_SD * MAD_TO_SD * np.median(spread) + 1e-9
    if not _suffices(times_s[kept]):
        return None
    slope, _ = _weighted_line(times_s[kept], lags_s[kept], weights[kept])
    return 100 * slope


def block_lags(truth_mv: np.ndarray, predicted_mv: np.ndarray, *, fs_hz: float) -> list[tuple[float, float, float]]:
    """Lag of each block of one lead, to a fraction of a sample.

    Args:
        truth_mv, predicted_mv: (T,) mV; NaN where empty.
        fs_hz: sampling rate, Hz.

    Returns:
        For each block that can be judged: its middle (s), how late the prediction is (s), and its weight, the energy of
        the truth's first difference (steep blocks tell time best).
    """
    length, hop, reach = int(BLOCK_S * fs_hz), int(HOP_S * fs_hz), int(REACH_S * fs_hz)
    found = []
    for start in range(reach, len(truth_mv) - length - reach + 1, hop):
        truth = truth_mv[start : start + length]
        around = predicted_mv[start - reach : start + length + reach]
        if not (np.isfinite(truth).all() and np.isfinite(around).all()) or np.std(truth) < MIN_SD_MV:
            continue
        lag = _block_lag(truth - truth.mean(), around, reach)
        if lag is not None:
            found.append(((start + length / 2) / fs_hz, lag / fs_hz, float(np.sum(np.diff(truth) ** 2))))
    return found


def _block_lag(truth: np.ndarray, around: np.ndarray, reach: int) -> float | None:
    """Lag, samples, of the largest normalised correlation; None if that is poor or at the border of the search."""
    candidates = np.lib.stride_tricks.sliding_window_view(around, len(truth))
    candidates = candidates - candidates.mean(axis=1, keepdims=True)
    norms = np.sqrt((candidates**2).sum(axis=1) * (truth @ truth))
    correlation = candidates @ truth / (norms + 1e-12)
    best = int(np.argmax(correlation))
    if correlation[best] < MIN_CORRELATION or best in (0, 2 * reach):
        return None
    before, top, after = correlation[best - 1 : best + 2]
    curvature = before - 2 * top + after
    return best - reach + (0.5 * (before - after) / curvature if curvature else 0.0)


def _suffices(times_s: np.ndarray) -> bool:
    return len(times_s) >= MIN_BLOCKS and np.ptp(times_s) >= MIN_SPREAD_S


def _weighted_line(times_s: np.ndarray, lags_s: np.ndarray, weights: np.ndarray) -> tuple[float, np.ndarray]:
    """Slope of the weighted least squares line, and all residuals."""
    times_s = times_s - np.average(times_s, weights=weights)
    lags_s = lags_s - np.average(lags_s, weights=weights)
    slope = float(np.sum(weights * times_s * lags_s) / np.sum(weights * times_s**2))
    return slope, lags_s - slope * times_s
