"""From the scores of many pages to a few numbers."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from ecgdigi.structures import LEAD_NAMES

from .page import PageScores
from .snr import ratio_db


@dataclass(frozen=True)
class Measure:
    """One value of a page that is worth a mean.

    Attributes:
        key: name of the field of `PageScores`, or of what `value` makes of it.
        title, unit: for the table.
        value: from the scores of a page to a number, or None where it cannot be told.
    """

    key: str
    title: str
    unit: str
    value: Callable[[PageScores], float | None]


def _field(key: str, title: str, unit: str = '') -> Measure:
    return Measure(key, title, unit, lambda page: getattr(page, key))


def _magnitude(key: str, title: str, unit: str) -> Measure:
    def value(page: PageScores) -> float | None:
        error = getattr(page, key)
        return None if error is None else abs(error)

    return Measure(f'abs_{key}', title, unit, value)


MEASURES = (
    _field('aligned_snr_db', 'SNR after alignment', 'dB'),
    _field('absolute_snr_db', 'SNR, nothing forgiven', 'dB'),
    _field('challenge_snr_db', 'SNR, challenge of 2024', 'dB'),
    _field('correlation', 'correlation'),
    _field('rmse_uv', 'RMS error', 'uV'),
    _field('coverage', 'coverage'),
    _field('gain_error_percent', 'gain error', '%'),
    _magnitude('gain_error_percent', 'gain error, magnitude', '%'),
    _field('time_scale_error_percent', 'time scale error', '%'),
    _magnitude('time_scale_error_percent', 'time scale error, magnitude', '%'),
    _field('time_shift_ms', 'time shift', 'ms'),
    _field('einthoven_db', 'agreement of I, II, III', 'dB'),
    _field('goldberger_db', 'agreement of aVR, aVL, aVF', 'dB'),
)


@dataclass(frozen=True)
class Spread:
    """Mean, median, 10th and 90th percentile of a measure over the `num_pages` pages where it can be told."""

    num_pages: int
    mean: float
    median: float
    p10: float
    p90: float


@dataclass(frozen=True)
class Summary:
    """Scores of a set of pages. A failed page counts as 0 dB, no correlation and no coverage.

    Attributes:
        num_pages, num_failed: all pages, and those of which nothing was read.
        competition_db: mean power ratio of the record SNR over all pages, dB. Good pages outweigh bad ones.
        spreads: by the measure's key; a measure that can be told on no page is left out.
        num_missing_leads, num_name_errors, num_flipped_leads: sums over the pages.
        num_pages_with_name_errors, num_pages_with_layout_errors: pages.
        lead_correlations, lead_rmses_uv: mean over the pages that show the lead, by lead.
    """

    num_pages: int
    num_failed: int
    competition_db: float
    spreads: dict[str, Spread]
    num_missing_leads: int
    num_name_errors: int
    num_flipped_leads: int
    num_pages_with_name_errors: int
    num_pages_with_layout_errors: int
    lead_correlations: dict[str, float]
    lead_rmses_uv: dict[str, float]


def spread_of(values: Iterable[float | None]) -> Spread | None:
    """Spread of the values that are not None; None without any."""
    known = np.array([value for value in values if value is not None], np.float64)
    if not len(known):
        return None
    p10, median, p90 = np.percentile(known, [10, 50, 90])
    return Spread(len(known), float(known.mean()), float(median), float(p10), float(p90))


def summarise(pages: Sequence[PageScores]) -> Summary:
    """Average over pages.

    Raises:
        ValueError: there is no page.
    """
    if not pages:
        raise ValueError('there is no page to summarise; evaluate at least one')
    spreads = {measure.key: spread_of(measure.value(page) for page in pages) for measure in MEASURES}
    return Summary(
        num_pages=len(pages),
        num_failed=sum(page.is_failed for page in pages),
        competition_db=ratio_db(float(np.mean([page.aligned_ratio for page in pages]))),
        spreads={key: spread for key, spread in spreads.items() if spread},
        num_missing_leads=sum(page.num_missing_leads for page in pages),
        num_name_errors=sum(page.num_name_errors or 0 for page in pages),
        num_flipped_leads=sum(page.num_flipped_leads or 0 for page in pages),
        num_pages_with_name_errors=sum(bool(page.num_name_errors) for page in pages),
        num_pages_with_layout_errors=sum(page.has_layout_error for page in pages),
        lead_correlations=_mean_by_lead([page.correlations for page in pages]),
        lead_rmses_uv=_mean_by_lead([page.rmses_uv for page in pages]),
    )


def _mean_by_lead(pages: Sequence[dict[str, float]]) -> dict[str, float]:
    found = {}
    for lead in LEAD_NAMES:
        values = [page[lead] for page in pages if lead in page]
        if values:
            found[lead] = float(np.mean(values))
    return found
