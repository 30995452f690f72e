"""Bringing truth and prediction to one form before anything is compared."""

import numpy as np

from ecgdigi.signals import finite_runs
from ecgdigi.structures import LEAD_NAMES, ECGSignal

# Slack when a grid point lies exactly half a predicted sample beyond a run's end, s.
TIME_SLACK_S = 1e-9


def lead_matrix(signal: ECGSignal) -> np.ndarray:
    """All twelve leads as one array.

    Returns:
        (12, T) float64, mV, in the order of `LEAD_NAMES`; NaN where a sample is missing, infinite, or the lead absent.
    """
    matrix = np.full((len(LEAD_NAMES), signal.signal_mv.shape[1]), np.nan)
    for lead, values in zip(signal.leads, signal.signal_mv, strict=True):
        matrix[LEAD_NAMES.index(lead)] = values
    matrix[~np.isfinite(matrix)] = np.nan
    return matrix


def on_truth_grid(predicted_mv: np.ndarray, *, fs_hz: float, truth_fs_hz: float, num_samples: int) -> np.ndarray:
    """Put a prediction on the truth's clock.

    Between finite samples the prediction is taken as straight, across a gap it stays empty, and a run of samples reaches
    half a sampling interval beyond its ends. At equal rates the values are only cut or padded.

    Args:
        predicted_mv: (L, T) mV; NaN where empty.
        fs_hz: rate of the prediction, Hz.
        truth_fs_hz: rate of the truth, Hz.
        num_samples: length of the truth, samples.

    Returns:
        (L, num_samples) float64, mV.
    """
    out = np.full((len(predicted_mv), num_samples), np.nan)
    if fs_hz == truth_fs_hz:
        common = min(num_samples, predicted_mv.shape[1])
        out[:, :common] = predicted_mv[:, :common]
        return out
    grid_s = np.arange(num_samples) / truth_fs_hz
    times_s = np.arange(predicted_mv.shape[1]) / fs_hz
    reach_s = 0.5 / fs_hz + TIME_SLACK_S
    for values, row in zip(predicted_mv, out, strict=True):
        for start, stop in finite_runs(values):
            inside = (grid_s >= times_s[start] - reach_s) & (grid_s <= times_s[stop - 1] + reach_s)
            row[inside] = np.interp(grid_s[inside], times_s[start:stop], values[start:stop])
    return out


def printed_leads(truth_mv: np.ndarray) -> np.ndarray:
    """Indices of the leads that have at least one finite truth sample."""
    return np.flatnonzero(np.isfinite(truth_mv).any(axis=1))
