"""Correlation and error of single leads, with nothing aligned."""

import numpy as np

# A prediction with a smaller standard deviation counts as a flat line, mV.
FLAT_MV = 1e-12


def pearson(truth: np.ndarray, predicted: np.ndarray) -> float:
    """Correlation over the samples that are finite in both.

    Returns:
        The coefficient; 0 for a flat prediction; NaN for a flat truth or fewer than two common samples.
    """
    both = np.isfinite(truth) & np.isfinite(predicted)
    truth, predicted = truth[both], predicted[both]
    if len(truth) < 2 or np.std(truth) == 0:
        return np.nan
    if np.std(predicted) < FLAT_MV:
        return 0.0
    truth, predicted = truth - truth.mean(), predicted - predicted.mean()
    return float(truth @ predicted / np.sqrt((truth @ truth) * (predicted @ predicted)))


def lead_correlation(truth_mv: np.ndarray, predicted_mv: np.ndarray) -> float:
    """`pearson` of one printed lead, 0 where it is not predicted at all; NaN where it cannot be judged."""
    if not (np.isfinite(truth_mv) & np.isfinite(predicted_mv)).any():
        return 0.0
    return pearson(truth_mv, predicted_mv)


def lead_rmse_uv(truth_mv: np.ndarray, predicted_mv: np.ndarray) -> float:
    """Root mean square error of one printed lead over the samples finite in both; of a lead not predicted, its own RMS.

    Args:
        truth_mv, predicted_mv: (T,) mV; NaN where empty.

    Returns:
        uV.
    """
    both = np.isfinite(truth_mv) & np.isfinite(predicted_mv)
    error = truth_mv[both] - predicted_mv[both] if both.any() else truth_mv[np.isfinite(truth_mv)]
    return float(1e3 * np.sqrt(np.mean(error**2)))
