"""Errors of gain and of the time origin, measured on well-read leads after alignment."""

from collections.abc import Sequence

import numpy as np

from .alignment import LeadAlignment
from .per_lead import pearson

# Only a lead that agrees this well with its truth tells something about gain and time.
MIN_CORRELATION = 0.9


def well_read(alignments: Sequence[LeadAlignment]) -> list[LeadAlignment]:
    """The leads without an empty sample whose aligned prediction follows the truth (more than two common samples)."""
    return [
        a
        for a in alignments
        if a.is_whole and np.isfinite(a.aligned_mv).sum() > 2 and pearson(a.truth_mv, a.aligned_mv) >= MIN_CORRELATION
    ]


def gain_error_percent(leads: Sequence[LeadAlignment]) -> float | None:
    """Regression of prediction on truth, minus one, pooled over the given leads. Noise does not bias it.

    Args:
        leads: from `well_read`.

    Returns:
        per cent, positive where the prediction is too large; None without a lead.
    """
    covariance = variance = 0.0
    for lead in leads:
        both = np.isfinite(lead.aligned_mv)
        swing = lead.truth_mv[both] - lead.truth_mv[both].mean()
        covariance += float(swing @ lead.aligned_mv[both])
        variance += float(swing @ swing)
    return 100 * (covariance / variance - 1) if variance else None


def time_shift_ms(leads: Sequence[LeadAlignment], *, fs_hz: float) -> float | None:
    """Median over the given leads of how late the prediction is, ms; None without a lead.

    Args:
        leads: from `well_read`.
        fs_hz: sampling rate, Hz.
    """
    if not leads:
        return None
    # + 0.0: a shift of nothing is 0, not -0.
    return float(np.median([-1e3 * lead.lag / fs_hz for lead in leads])) + 0.0
