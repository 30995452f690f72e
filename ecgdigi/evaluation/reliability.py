"""Whether a confidence keeps what it says: of the samples with 0.9, are nine of ten right?"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import isotonic_regression

from ecgdigi.structures import ConfidenceTable, ECGSignal

from .alignment import MAX_SHIFT_S, best_lag, printed_window, shifted
from .preparation import lead_matrix, on_truth_grid, printed_leads

# A sample is right that is no further than this from the truth, once its lead's shift and offset are removed.
RIGHT_MV = 0.05
# Groups of equally many samples through which a table is laid.
NUM_GROUPS = 40
# Points of a table are at least this far apart: closer ones would be one when they are written with five digits.
MIN_STEP = 1e-4


@dataclass(frozen=True)
class ReliabilityBin:
    """Attributes: said: mean confidence of its samples; right: share of them that are right; num: how many."""

    said: float
    right: float
    num: int


def right_samples(
    predicted: ECGSignal, confidence: np.ndarray, true: ECGSignal, right_mv: float = RIGHT_MV
) -> tuple[np.ndarray, np.ndarray]:
    """Of each sample of a page that was read and is printed: how sure the reader was, and whether it was right.

    Args:
        predicted: the reading.
        confidence: (12, T), of each sample of it.
        true: what is printed; NaN where nothing is.
        right_mv: largest error, mV.

    Returns:
        (N,) confidences, and (N,) bool.
    """
    truth_mv = lead_matrix(true)
    clocks = dict(fs_hz=predicted.fs_hz, truth_fs_hz=true.fs_hz, num_samples=truth_mv.shape[1])
    predicted_mv, sure = (on_truth_grid(values, **clocks) for values in (lead_matrix(predicted), confidence))
    said, right = [], []
    for lead in printed_leads(truth_mv):
        window = printed_window(truth_mv[lead])
        truth, reading = truth_mv[lead, window], predicted_mv[lead, window]
        known = np.isfinite(truth) & np.isfinite(reading)
        if not known.any():
            continue
        level = (np.where(known, values - values[known].mean(), 0.0) for values in (truth, reading))
        lag = best_lag(*level, int(MAX_SHIFT_S * true.fs_hz))
        reading, trust = shifted(reading, lag), shifted(sure[lead, window], lag)
        known = np.isfinite(truth) & np.isfinite(reading) & np.isfinite(trust)
        if not known.any():
            continue
        # The median: the offset of what is right, which samples far off do not move.
        off_mv = reading[known] - truth[known]
        said.append(trust[known])
        right.append(np.abs(off_mv - np.median(off_mv)) <= right_mv)
    return (np.concatenate(said), np.concatenate(right)) if said else (np.zeros(0), np.zeros(0, bool))


def reliability(said: np.ndarray, right: np.ndarray, edges: np.ndarray) -> list[ReliabilityBin]:
    """Samples by their confidence.

    Args:
        said, right: see `right_samples`.
        edges: (K + 1,) of the bins, rising; the last one belongs to its bin.
    """
    place = np.clip(np.searchsorted(edges, said, side='right') - 1, 0, len(edges) - 2)
    bins = [(said[place == k], right[place == k]) for k in range(len(edges) - 1)]
    return [ReliabilityBin(float(sure.mean()), float(true.mean()), len(sure)) for sure, true in bins if len(sure)]


def calibration_error(bins: list[ReliabilityBin]) -> float:
    """Expected calibration error: mean distance of what is said from what is right, each bin by its samples.

    Source: Naeini et al., Obtaining well calibrated probabilities using Bayesian binning, AAAI 2015.
    """
    return float(np.average([abs(one.said - one.right) for one in bins], weights=[one.num for one in bins]))


def fit_confidence_table(said: np.ndarray, right: np.ndarray) -> ConfidenceTable:
    """The rising curve that comes nearest to what was right (isotonic regression) over groups of equally many samples.

    Args:
        said, right: see `right_samples`.

    Raises:
        ValueError: too few samples, or all with one confidence.
    """
    order = np.argsort(said, kind='stable')
    groups = [group for group in np.array_split(order, NUM_GROUPS) if len(group)]
    means = np.array([said[group].mean() for group in groups])
    shares = isotonic_regression([right[group].mean() for group in groups], weights=[len(group) for group in groups]).x
    new = np.append(True, np.diff(means) > MIN_STEP) if len(means) else np.zeros(0, bool)
    if new.sum() < 2:
        raise ValueError('too few samples, or all of the same confidence: read more pages, good ones and bad ones')
    return ConfidenceTable(means[new], np.clip(shares[new], 0, 1))
