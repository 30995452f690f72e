"""Which rows are which leads, where no name says so: the leads of a heart obey II = I + III and aVR + aVL + aVF = 0."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np

from ecgdigi.signals import limb_lead_residuals
from ecgdigi.structures import LAYOUTS, ECGSignal, PageLayout

from .errors import RowsNotFoundError
from .rows import RowReading

LAWS = {'einthoven': ('I', 'II', 'III'), 'goldberger': ('aVR', 'aVL', 'aVF')}
# Rows of a page stand at even distances: relative spread beyond which they are not all rows of one page.
MAX_UNEVEN = 0.3
# Choices of rows that are looked at, beyond which only neighbours are; and that are tried, the most even ones first.
MAX_COMBINATIONS = 3000
MAX_CHOICES = 12
# Agreement, dB, below which leads are not what they are called; real readings of clean pages have 20 and more.
MIN_AGREEMENT_DB = 3.0
# Agreement, dB, with which layouts of fewer rows need not be tried.
SURE_DB = 12.0
# What more agreement cannot tell, dB; what a commoner layout is ahead by, dB.
ENOUGH_DB = 20.0
PRIOR_DB = {'3x4+1': 2.0, '12x1': 1.0, '6x2': 1.0, '3x4': 0.5, '4x3': -2.0}
# Price, dB, of a row that is left out, and of rows at uneven distances, times their relative spread.
UNUSED_ROW_DB = 1.5
UNEVEN_DB = 20.0


@dataclass(frozen=True)
class LayoutChoice:
    """Attributes: layout; rows: its rows, from the top; agreement_db: of the leads, dB."""

    layout: PageLayout
    rows: list[RowReading]
    agreement_db: float


def choose_layout(
    rows: Sequence[RowReading],
    assemble: Callable[[list[RowReading], PageLayout], ECGSignal],
    given: PageLayout | None = None,
) -> LayoutChoice:
    """The layout, and which of the rows are its own, whose leads agree best.

    Args:
        rows: all that were read, from the top; lines of text may be among them.
        assemble: makes a signal of rows and their layout.
        given: the layout, where it is known; then its leads need not agree.

    Raises:
        RowsNotFoundError: there are fewer rows than any layout has, or the leads agree in none.
    """
    best, best_score = None, -np.inf
    layouts = [given] if given else sorted(LAYOUTS.values(), key=lambda layout: -layout.num_rows)
    for layout in layouts:
        if best and best.agreement_db > SURE_DB and layout.num_rows < len(best.rows):
            break  # it would only leave more rows out
        for chosen, uneven in _choices(rows, layout.num_rows):
            try:
                agreement_db = lead_agreement_db(assemble(chosen, layout))
            except RowsNotFoundError:
                continue
            score = agreement_db + PRIOR_DB.get(layout.name, 0.0)
            score -= UNUSED_ROW_DB * (len(rows) - len(chosen)) + UNEVEN_DB * uneven
            if score > best_score:
                best, best_score = LayoutChoice(layout, chosen, agreement_db), score
    if best is None and given:
        raise RowsNotFoundError(
            f'{len(rows)} rows of traces found, layout {given.name} has {given.num_rows}; give another layout, or crop the page'
        )
    if best is None:
        known = ', '.join(f'{name} ({layout.num_rows})' for name, layout in LAYOUTS.items())
        raise RowsNotFoundError(f'{len(rows)} rows of traces found, of which no known layout can be made: {known}')
    if best.agreement_db < MIN_AGREEMENT_DB and not given:
        raise RowsNotFoundError(
            f'{len(rows)} rows of traces found, but their leads contradict each other in every known layout '
            f'(best {best.layout.name}, {best.agreement_db:.0f} dB): give the layout, or crop the page'
        )
    return best


def _choices(rows: Sequence[RowReading], count: int) -> Iterator[tuple[list[RowReading], float]]:
    """So many of the rows, and how uneven their distances are; the most even choices first."""
    heights_mm = np.array([np.median(row.y_mm[row.printed]) if row.printed.any() else np.nan for row in rows])
    found = []
    known = np.flatnonzero(np.isfinite(heights_mm)).tolist()
    if comb(len(known), count) <= MAX_COMBINATIONS:
        choices = combinations(known, count)
    else:
        choices = (tuple(known[first : first + count]) for first in range(len(known) - count + 1))
    for chosen in choices:
        distances_mm = np.diff(heights_mm[list(chosen)])
        uneven = float(distances_mm.std() / distances_mm.mean()) if count > 1 else 0.0
        if uneven <= MAX_UNEVEN:
            found.append((uneven, chosen))
    for uneven, chosen in sorted(found)[:MAX_CHOICES]:
        yield [rows[k] for k in chosen], uneven


def lead_agreement_db(signal: ECGSignal) -> float:
    """How much larger the limb leads are than what they contradict each other by, dB, the mean of both laws.

    Offsets are not counted, nor is what a law has beyond ENOUGH_DB. -infinity where no three leads of a law are printed together.
    """
    agreements = []
    residuals = limb_lead_residuals(signal)
    for law, leads in LAWS.items():
        residual = residuals[law]
        together = np.isfinite(residual)
        if together.sum() < signal.fs_hz / 2:
            continue
        power = np.mean([np.var(signal.lead(lead)[together]) for lead in leads])
        agreements.append(min(10 * np.log10((power + 1e-9) / (np.var(residual[together]) + 1e-9)), ENOUGH_DB))
    return float(np.mean(agreements)) if agreements else -np.inf
