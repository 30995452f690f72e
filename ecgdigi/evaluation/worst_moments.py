"""Where the error of a reading lies: the second that holds most of it."""

from dataclasses import dataclass

import numpy as np

from ecgdigi.structures import LEAD_NAMES, ECGSignal

from .alignment import align_leads
from .preparation import lead_matrix, on_truth_grid, printed_leads

# Length of a moment, and of what is shown before and after it, s.
MOMENT_S = 0.2
SHOWN_S = 0.6


@dataclass(frozen=True)
class WorstMoment:
    """The stretch of MOMENT_S with the largest error of a page.

    Attributes:
        lead: standard name.
        time_s: its middle, s from the page's start.
        share: of the page's squared error that lies in it.
        lead_share: of the page's squared error that lies in this lead.
        times_s: (W,) s, from SHOWN_S before its middle to SHOWN_S after it, as far as the lead is printed.
        truth_mv, reading_mv: (W,) mV, the reading aligned as it is judged; NaN where there is none.
    """

    lead: str
    time_s: float
    share: float
    lead_share: float
    times_s: np.ndarray
    truth_mv: np.ndarray
    reading_mv: np.ndarray


def worst_moment(predicted: ECGSignal, true: ECGSignal) -> WorstMoment | None:
    """Find it; None where nothing is wrong.

    Args:
        predicted, true: as for `evaluate_page`.
    """
    fs_hz, truth_mv = true.fs_hz, lead_matrix(true)
    clocks = dict(fs_hz=predicted.fs_hz, truth_fs_hz=fs_hz, num_samples=truth_mv.shape[1])
    leads = align_leads(truth_mv, on_truth_grid(lead_matrix(predicted), **clocks), fs_hz=fs_hz)
    starts = {lead: np.flatnonzero(np.isfinite(truth_mv[lead]))[0] for lead in printed_leads(truth_mv)}
    width = max(round(MOMENT_S * fs_hz), 1)
    errors = [np.nan_to_num(np.nan_to_num(lead.aligned_mv) - lead.truth_mv) ** 2 for lead in leads]
    sums = [np.convolve(error, np.ones(min(width, len(error))), 'valid') for error in errors]
    total, worst = sum(error.sum() for error in errors), int(np.argmax([part.max() for part in sums]))
    if not total > 0:
        return None
    lead, first = leads[worst], int(sums[worst].argmax())
    middle = first + min(width, len(errors[worst])) // 2
    shown = slice(max(middle - round(SHOWN_S * fs_hz), 0), middle + round(SHOWN_S * fs_hz))
    return WorstMoment(
        LEAD_NAMES[lead.lead],
        float((starts[lead.lead] + middle) / fs_hz),
        float(sums[worst].max() / total),
        float(errors[worst].sum() / total),
        (starts[lead.lead] + np.arange(len(lead.truth_mv)))[shown] / fs_hz,
        lead.truth_mv[shown],
        lead.aligned_mv[shown],
    )
