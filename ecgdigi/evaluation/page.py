"""All metrics of one page."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from ecgdigi.structures import LEAD_NAMES, ECGSignal

from . import structure
from .alignment import LeadAlignment, align_leads
from .calibration import gain_error_percent, time_shift_ms, well_read
from .challenge_snr import challenge_snr_db
from .consistency import EINTHOVEN, GOLDBERGER, consistency_db
from .per_lead import lead_correlation, lead_rmse_uv
from .preparation import lead_matrix, on_truth_grid, printed_leads
from .snr import absolute_ratio, ratio_db, record_ratio
from .time_scale import time_scale_error_percent


@dataclass(frozen=True)
class PageScores:
    """How well one page was read; None where a value cannot be told.

    Attributes:
        is_failed: nothing of any printed lead was predicted.
        aligned_ratio: signal over noise power after each lead's shift and offset are removed.
        aligned_snr_db: the same, dB.
        absolute_snr_db: with nothing forgiven, dB.
        challenge_snr_db: mean over the printed leads, in the form of the 2024 challenge, dB.
        correlation: mean over the printed leads.
        rmse_uv: root mean square error, each printed lead with the same weight, uV.
        coverage: share of the printed samples that are predicted, mean over the printed leads.
        num_missing_leads: printed leads of which less than half is predicted.
        num_name_errors: printed leads that stand under another lead's name.
        num_flipped_leads: printed leads that are upside down.
        has_layout_error: a lead is predicted elsewhere than printed.
        gain_error_percent: positive where the prediction is too large.
        time_scale_error_percent: positive where the prediction is stretched.
        time_shift_ms: positive where the prediction is late.
        einthoven_db, goldberger_db: agreement of the predicted limb leads among themselves, dB.
        correlations, rmses_uv: by printed lead, those that can be judged.
    """

    is_failed: bool
    aligned_ratio: float
    aligned_snr_db: float
    absolute_snr_db: float
    challenge_snr_db: float | None
    correlation: float | None
    rmse_uv: float | None
    coverage: float
    num_missing_leads: int
    num_name_errors: int | None
    num_flipped_leads: int | None
    has_layout_error: bool
    gain_error_percent: float | None
    time_scale_error_percent: float | None
    time_shift_ms: float | None
    einthoven_db: float | None
    goldberger_db: float | None
    correlations: dict[str, float]
    rmses_uv: dict[str, float]


def evaluate_page(predicted: ECGSignal | None, true: ECGSignal, *, with_challenge_snr: bool) -> PageScores:
    """Judge a reading.

    Args:
        predicted: reading at any rate, from the page's start; None if there is none.
        true: what is printed, mV; NaN where a lead is not printed.
        with_challenge_snr: whether to compute it too; it takes most of the time.

    Raises:
        ValueError: the truth has no finite sample.
    """
    truth_mv = lead_matrix(true)
    printed = printed_leads(truth_mv)
    if not len(printed):
        raise ValueError('the truth has no sample in any lead; leave out a page on which nothing is printed')
    if predicted is None:
        return failed_page(printed, with_challenge_snr=with_challenge_snr)
    clocks = dict(fs_hz=predicted.fs_hz, truth_fs_hz=true.fs_hz, num_samples=truth_mv.shape[1])
    predicted_mv = on_truth_grid(lead_matrix(predicted), **clocks)
    if not (np.isfinite(truth_mv) & np.isfinite(predicted_mv)).any():
        return failed_page(printed, with_challenge_snr=with_challenge_snr)
    alignments = align_leads(truth_mv, predicted_mv, fs_hz=true.fs_hz)
    ratio = record_ratio(alignments)
    return PageScores(
        is_failed=False,
        aligned_ratio=ratio,
        aligned_snr_db=ratio_db(ratio),
        absolute_snr_db=ratio_db(absolute_ratio(truth_mv, predicted_mv)),
        challenge_snr_db=_mean_challenge_db(truth_mv, predicted_mv, true.fs_hz) if with_challenge_snr else None,
        time_scale_error_percent=time_scale_error_percent(truth_mv, predicted_mv, fs_hz=true.fs_hz),
        has_layout_error=structure.has_layout_error(truth_mv, predicted_mv, fs_hz=true.fs_hz),
        num_name_errors=structure.lead_name_errors(truth_mv, predicted_mv),
        einthoven_db=consistency_db(predicted_mv, EINTHOVEN),
        goldberger_db=consistency_db(predicted_mv, GOLDBERGER),
        **_calibration(alignments, true.fs_hz),
        **_per_lead(truth_mv, predicted_mv),
    )


def failed_page(printed: Iterable[int], *, with_challenge_snr: bool) -> PageScores:
    """Scores of a page of which nothing was read: as much noise as signal, no correlation, every lead missing.

    Args:
        printed: indices of the printed leads in `LEAD_NAMES`.
        with_challenge_snr: whether it is wanted.
    """
    correlations = {LEAD_NAMES[lead]: 0.0 for lead in printed}
    return PageScores(
        is_failed=True,
        aligned_ratio=1.0,
        aligned_snr_db=0.0,
        absolute_snr_db=0.0,
        challenge_snr_db=0.0 if with_challenge_snr else None,
        correlation=0.0,
        rmse_uv=None,
        coverage=0.0,
        num_missing_leads=len(correlations),
        num_name_errors=None,
        num_flipped_leads=None,
        has_layout_error=True,
        gain_error_percent=None,
        time_scale_error_percent=None,
        time_shift_ms=None,
        einthoven_db=None,
        goldberger_db=None,
        correlations=correlations,
        rmses_uv={},
    )


def _mean_challenge_db(truth_mv: np.ndarray, predicted_mv: np.ndarray, fs_hz: float) -> float | None:
    leads = printed_leads(truth_mv)
    return _mean_or_none([challenge_snr_db(truth_mv[lead], predicted_mv[lead], fs_hz=fs_hz) for lead in leads])


def _calibration(alignments: list[LeadAlignment], fs_hz: float) -> dict:
    leads = well_read(alignments)
    return dict(gain_error_percent=gain_error_percent(leads), time_shift_ms=time_shift_ms(leads, fs_hz=fs_hz))


def _per_lead(truth_mv: np.ndarray, predicted_mv: np.ndarray) -> dict:
    pairs = {LEAD_NAMES[lead]: (truth_mv[lead], predicted_mv[lead]) for lead in printed_leads(truth_mv)}
    correlations = {name: lead_correlation(*pair) for name, pair in pairs.items()}
    rmses_uv = {name: lead_rmse_uv(*pair) for name, pair in pairs.items()}
    covered = [structure.coverage(*pair) for pair in pairs.values()]
    return dict(
        correlation=_mean_or_none(list(correlations.values())),
        rmse_uv=float(np.sqrt(np.mean(np.square(list(rmses_uv.values()))))),
        coverage=float(np.mean(covered)),
        num_missing_leads=sum(map(structure.is_missing, covered)),
        num_flipped_leads=sum(map(structure.is_flipped, correlations.values())),
        correlations={name: value for name, value in correlations.items() if np.isfinite(value)},
        rmses_uv=rmses_uv,
    )


def _mean_or_none(values: list[float]) -> float | None:
    """Mean of the finite values."""
    finite = [value for value in values if np.isfinite(value)]
    return float(np.mean(finite)) if finite else None
