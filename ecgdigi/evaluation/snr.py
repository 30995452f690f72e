"""Signal to noise ratio of a record: after alignment (the competition's form) and absolute."""

from collections.abc import Iterable, Sequence

import numpy as np

from .alignment import LeadAlignment, printed_window
from .preparation import printed_leads

# +60 dB and -60 dB, so that no page is infinite.
MAX_RATIO = 1e6
MIN_RATIO = 1e-6


def ratio_db(ratio: float) -> float:
    """A power ratio in dB, between -60 and 60."""
    return float(10 * np.log10(np.clip(ratio, MIN_RATIO, MAX_RATIO)))


def power_ratio(signal: float, noise: float) -> float:
    """Signal over noise, at most `MAX_RATIO`; that, too, without noise, else 0 without signal."""
    if noise == 0:
        return MAX_RATIO
    return min(signal / noise, MAX_RATIO)


def record_ratio(alignments: Sequence[LeadAlignment]) -> float:
    """Power ratio of a page after each lead's shift and offset are removed.

    Energies are summed over the leads first. A sample without a predicted partner counts as 0 mV, so it is charged its
    own energy.
    """
    return _pooled_ratio((a.truth_mv, np.nan_to_num(a.aligned_mv)) for a in alignments)


def absolute_ratio(truth_mv: np.ndarray, predicted_mv: np.ndarray) -> float:
    """Power ratio of a page as it stands, with nothing forgiven: what a user of the file gets.

    Args:
        truth_mv, predicted_mv: (12, T) mV on one clock; NaN where empty; an empty prediction counts as 0 mV.
    """
    windows = {lead: printed_window(truth_mv[lead]) for lead in printed_leads(truth_mv)}
    return _pooled_ratio((truth_mv[lead, w], np.nan_to_num(predicted_mv[lead, w])) for lead, w in windows.items())


def _pooled_ratio(leads: Iterable[tuple[np.ndarray, np.ndarray]]) -> float:
    signal = noise = 0.0
    for truth, predicted in leads:
        in_truth = np.isfinite(truth)
        signal += float(np.sum(truth[in_truth] ** 2))
        noise += float(np.sum((truth - predicted)[in_truth] ** 2))
    return power_ratio(signal, noise)
