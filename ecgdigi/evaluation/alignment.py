"""Time shift and offset between a predicted lead and its truth."""

from dataclasses import dataclass

import numpy as np
from scipy.signal import correlate

from .preparation import printed_leads

# Largest time shift that the record SNR forgives, s (the competition's rule).
MAX_SHIFT_S = 0.2


@dataclass(frozen=True)
class LeadAlignment:
    """One printed lead, cut to its printed window of W samples.

    Attributes:
        lead: index of the lead in `LEAD_NAMES`.
        truth_mv: (W,) mV; NaN in holes of the truth.
        aligned_mv: (W,) mV, the prediction (empty -> 0) after shift and offset; NaN where it has no partner.
        lag: shift that was applied, samples; negative where the prediction came late.
        is_whole: neither truth nor prediction has an empty sample in the window.
    """

    lead: int
    truth_mv: np.ndarray
    aligned_mv: np.ndarray
    lag: int
    is_whole: bool


def printed_window(truth_mv: np.ndarray) -> slice:
    """From the first to the last finite sample of a printed lead."""
    finite = np.flatnonzero(np.isfinite(truth_mv))
    return slice(finite[0], finite[-1] + 1)


def best_lag(truth_mv: np.ndarray, predicted_mv: np.ndarray, max_lag: int) -> int:
    """Shift of the prediction, samples, that gives the largest covariance with the truth.

    Args:
        truth_mv, predicted_mv: (T,) mV, finite.
        max_lag: largest shift either way, samples.

    Returns:
        The lag; of equally good ones, the smallest.
    """
    reach = min(max_lag, len(truth_mv) - 1)
    covariance = correlate(truth_mv - truth_mv.mean(), predicted_mv - predicted_mv.mean(), mode='full')
    middle = len(truth_mv) - 1
    covariance = covariance[middle - reach : middle + reach + 1]
    candidates = np.flatnonzero(covariance == covariance.max()) - reach
    return int(candidates[np.argmin(np.abs(candidates))])


def shifted(values: np.ndarray, lag: int) -> np.ndarray:
    """(T,) values moved later by `lag` samples; NaN where nothing moves in."""
    out = np.full(len(values), np.nan)
    if lag >= 0:
        out[lag:] = values[: len(values) - lag]
    else:
        out[:lag] = values[-lag:]
    return out


def align(truth_mv: np.ndarray, predicted_mv: np.ndarray, max_lag: int) -> tuple[np.ndarray, int]:
    """Remove the best time shift, then the mean difference.

    Args:
        truth_mv, predicted_mv: (T,) mV, finite.
        max_lag: largest shift either way, samples.

    Returns:
        (T,) aligned prediction, mV, NaN where it has no partner; and the lag, samples.
    """
    lag = best_lag(truth_mv, predicted_mv, max_lag)
    moved = shifted(predicted_mv, lag)
    return moved - np.nanmean(moved - truth_mv), lag


def align_leads(truth_mv: np.ndarray, predicted_mv: np.ndarray, *, fs_hz: float) -> list[LeadAlignment]:
    """Align every printed lead of a page by itself.

    Args:
        truth_mv, predicted_mv: (12, T) mV on one clock; NaN where empty.
        fs_hz: sampling rate, Hz.
    """
    alignments = []
    for lead in printed_leads(truth_mv):
        window = printed_window(truth_mv[lead])
        truth, predicted = truth_mv[lead, window], predicted_mv[lead, window]
        in_truth, in_prediction = np.isfinite(truth), np.isfinite(predicted)
        # A hole of the truth takes no part: both are put to 0 there for the search.
        searched = np.where(in_truth & in_prediction, predicted, 0.0)
        aligned, lag = align(np.where(in_truth, truth, 0.0), searched, int(fs_hz * MAX_SHIFT_S))
        is_whole = bool(in_truth.all() and in_prediction.all())
        alignments.append(LeadAlignment(int(lead), truth, aligned, lag, is_whole))
    return alignments
