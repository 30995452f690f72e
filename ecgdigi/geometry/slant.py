"""How far the print stands askew to the grid, so that what was written at one time begins further right in each row.

Printers write on paper whose grid was printed before, and paper does not always run straight through them: on photographs of
real pages rows of one column lie up to 0.5 mm further right from row to row, 20 ms at 25 mm/s.
"""

from collections.abc import Sequence

import numpy as np

from ecgdigi.signals import agreement_db
from ecgdigi.structures import ECGSignal, PageLayout

from .rows import RowReading

# Leads of one column whose sum with these factors is 0 (Einthoven 1912, Goldberger 1942).
LAWS = ({'I': 1.0, 'II': -1.0, 'III': 1.0}, {'aVR': 1.0, 'aVL': 1.0, 'aVF': 1.0})
# Slants that are tried: up to one degree.
SLANTS = np.arange(-36, 37) * 0.0005
# How much better, dB, the limb leads must agree with a slant than without.
MIN_GAIN_DB = 1.0
# Agreement beyond this, dB, is as good.
MOST_DB = 20.0
MIN_COMMON_S = 0.5


def find_slant(shown: Sequence[ECGSignal], layout: PageLayout, rows: Sequence[RowReading], *, mm_per_s: float) -> float:
    """The slant at which the limb leads contradict each other least; 0 unless it is clear.

    Args:
        shown: what each row shows, from `assemble_rows` without a slant.
        layout: of the page.
        rows: as they were read.
        mm_per_s: paper speed.

    Returns:
        mm to the right for each mm down.
    """
    heights_mm = np.array([row.zero_line_mm for row in rows])
    columns = {lead.removeprefix('-'): k for k, leads in enumerate(layout.rows) if k not in layout.rhythm_rows for lead in leads}
    laws = [law for law in LAWS if set(law) <= set(columns)]
    agreements_db = []
    for law in laws:
        leads = {lead: (factor * shown[columns[lead]].lead(lead), heights_mm[columns[lead]]) for lead, factor in law.items()}
        found = _agreements_db(list(leads.values()), shown[0].fs_hz, mm_per_s)
        if found is not None:
            agreements_db.append(np.minimum(found, MOST_DB))
    if not agreements_db:
        return 0.0
    mean_db = np.mean(agreements_db, axis=0)
    best = int(np.argmax(mean_db))
    return float(SLANTS[best]) if mean_db[best] >= mean_db[np.argmin(np.abs(SLANTS))] + MIN_GAIN_DB else 0.0


def _agreements_db(leads: list[tuple[np.ndarray, float]], fs_hz: float, mm_per_s: float) -> np.ndarray | None:
    """Of leads in mV (signed so that they should cancel) with the paper y of their rows, mm: agreement at each of SLANTS."""
    inside = np.flatnonzero(np.isfinite([lead_mv for lead_mv, _ in leads]).all(0))
    level_mm = np.mean([height_mm for _, height_mm in leads])
    reach = int(np.abs(SLANTS).max() * max(abs(y - level_mm) for _, y in leads) / mm_per_s * fs_hz) + 1
    if len(inside) < MIN_COMMON_S * fs_hz + 2 * reach:
        return None
    first, last = inside[[0, -1]]
    samples = np.arange(first, last + 1)
    middle = samples[reach:-reach]
    known = [np.interp(samples, inside, lead_mv[inside]) for lead_mv, _ in leads]
    found = []
    for slant in SLANTS:
        shifts = [slant * (height_mm - level_mm) / mm_per_s * fs_hz for _, height_mm in leads]
        moved = np.stack([np.interp(middle + shift, samples, lead) for lead, shift in zip(known, shifts, strict=True)])
        found.append(agreement_db(moved.var(1).mean(), moved.sum(0).var()))
    return np.array(found)
