"""Is the right piece of the right lead where it belongs? Coverage, layout, names, polarity."""

import numpy as np
from scipy.optimize import linear_sum_assignment

from .per_lead import pearson
from .preparation import printed_leads

# A lead of which less is covered is missing.
MIN_COVERAGE = 0.5
# Printed and predicted stretch of a lead must overlap by this share of their union.
MIN_OVERLAP = 0.5
# A lead that is not printed may have less than this of prediction, s.
MAX_SURPLUS_S = 0.5
# Two leads are compared where they share this part of the shorter one's samples.
MIN_COMMON = 0.8
# A prediction has a wrong name where another lead's truth explains it better by this margin and at least this well.
NAME_MARGIN = 0.2
MIN_NAME_CORRELATION = 0.7
# From here on a lead counts as upside down.
FLIPPED_CORRELATION = -0.5


def coverage(truth_mv: np.ndarray, predicted_mv: np.ndarray) -> float:
    """Share of the finite truth samples, (T,), of one printed lead that are predicted."""
    in_truth = np.isfinite(truth_mv)
    return float((in_truth & np.isfinite(predicted_mv)).sum() / in_truth.sum())


def is_missing(covered: float) -> bool:
    """Whether a lead of that coverage counts as missing."""
    return covered < MIN_COVERAGE


def is_flipped(correlation: float) -> bool:
    """Whether a lead of that correlation with its truth counts as upside down; NaN does not."""
    return correlation <= FLIPPED_CORRELATION


def has_layout_error(truth_mv: np.ndarray, predicted_mv: np.ndarray, *, fs_hz: float) -> bool:
    """Whether some lead is predicted at another place than printed, or without being printed.

    Args:
        truth_mv, predicted_mv: (12, T) mV on one clock; NaN where empty.
        fs_hz: sampling rate, Hz.
    """
    in_truth, in_prediction = np.isfinite(truth_mv), np.isfinite(predicted_mv)
    printed = in_truth.any(axis=1)
    common = (in_truth & in_prediction)[printed].sum(axis=1)
    union = (in_truth | in_prediction)[printed].sum(axis=1)
    surplus = in_prediction[~printed].sum(axis=1)
    return bool((common / union < MIN_OVERLAP).any() or (surplus >= MAX_SURPLUS_S * fs_hz).any())


def lead_name_errors(truth_mv: np.ndarray, predicted_mv: np.ndarray) -> int:
    """Number of printed leads whose curve stands under another lead's name.

    Truths and predictions are paired one to one, so that the sum of their correlations is largest.

    Args:
        truth_mv, predicted_mv: (12, T) mV on one clock; NaN where empty.
    """
    printed = printed_leads(truth_mv)
    fit = np.array([[_fit(truth_mv[i], predicted) for predicted in predicted_mv] for i in printed])
    own_fit = fit[np.arange(len(printed)), printed]
    rows, columns = linear_sum_assignment(fit, maximize=True)
    needed = np.maximum(own_fit[rows] + NAME_MARGIN, MIN_NAME_CORRELATION)
    return int(((columns != printed[rows]) & (fit[rows, columns] > needed)).sum())


def _fit(truth_mv: np.ndarray, predicted_mv: np.ndarray) -> float:
    """Correlation of a truth with any lead's prediction, -1 where they share too little to say."""
    in_truth, in_prediction = np.isfinite(truth_mv), np.isfinite(predicted_mv)
    num_common = (in_truth & in_prediction).sum()
    if num_common == 0 or num_common < MIN_COMMON * min(in_truth.sum(), in_prediction.sum()):
        return -1.0
    correlation = pearson(truth_mv, predicted_mv)
    return -1.0 if np.isnan(correlation) else correlation
