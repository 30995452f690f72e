"""Where 0 mV lies in each row: the feet of pulses tell it; else the laws of the limb leads, repeated leads and even rows do.

Nobody draws the zero line of a trace. Each row has one, which its leads share. Whatever the heart does, II = I + III and
aVR + aVL + aVF = 0 hold for constant parts, too, and a rhythm row repeats a lead of the columns; rows mostly stand at even
distances. All of this together are more equations than rows, which are solved by least squares.
"""

from collections.abc import Sequence

import numpy as np

from ecgdigi.geometry.layout_physics import LAWS
from ecgdigi.structures import LEAD_NAMES, ECGSignal, PageLayout

from .step_pulses import Pulse

# Weights of equations, in 1/mm: what is drawn; what hearts obey (less where the leads contradict each other in their course);
# what most programs do; what a trace does most of its time.
FOOT_WEIGHT, LAW_WEIGHT, EVEN_WEIGHT, MIDDLE_WEIGHT = 1e4, 100.0, 10.0, 0.03
# A pulse stands in the row whose middle is at most this far from its feet, in distances of rows.
MAX_FOOT_OFF = 0.45
# Rows whose middles are more uneven than this, mm, do not stand at even distances.
MAX_UNEVEN_MM = 3.0
# Share of the signal's power beyond which a law says nothing on constant parts.
MAX_CONTRADICTION = 0.05


def find_zero_lines(
    heights_mm: Sequence[float],
    pulses: Sequence[Pulse],
    shown: Sequence[ECGSignal],
    layout: PageLayout,
    *,
    mm_per_mv: float,
) -> np.ndarray:
    """Y of 0 mV of each row.

    Args:
        heights_mm: the middle of each row's traces, mm.
        pulses: of the page, in any row.
        shown: what each row shows, with the zero line in its middle.
        layout: of the rows.

    Returns:
        (R,) mm.
    """
    heights_mm = np.asarray(heights_mm, np.float64)
    equations = [*_feet(heights_mm, pulses), *_laws(shown, layout, mm_per_mv), *_repeats(shown, layout, mm_per_mv)]
    equations += _even_distances(heights_mm)
    equations += [({k: 1.0}, 0.0, MIDDLE_WEIGHT) for k in range(len(heights_mm))]
    matrix, wanted = np.zeros((len(equations), len(heights_mm))), np.zeros(len(equations))
    for line, (factors, value, weight) in enumerate(equations):
        for row, factor in factors.items():
            matrix[line, row] += weight * factor
        wanted[line] = weight * value
    return heights_mm + np.linalg.lstsq(matrix, wanted, rcond=None)[0]


def _feet(heights_mm: np.ndarray, pulses: Sequence[Pulse]):
    reach_mm = MAX_FOOT_OFF * np.diff(np.sort(heights_mm)).min() if len(heights_mm) > 1 else np.inf
    for pulse in pulses:
        row = int(np.argmin(np.abs(heights_mm - pulse.foot_mm)))
        if abs(heights_mm[row] - pulse.foot_mm) <= reach_mm:
            yield {row: 1.0}, pulse.foot_mm - heights_mm[row], FOOT_WEIGHT


def _laws(shown: Sequence[ECGSignal], layout: PageLayout, mm_per_mv: float):
    rows = [k for k in range(layout.num_rows) if k not in layout.rhythm_rows]
    place = {name.removeprefix('-'): (k, -1 if name[0] == '-' else 1) for k in rows for name in layout.rows[k]}
    for law in LAWS:
        if not law.keys() <= place.keys():
            continue
        leads_mv = np.stack([factor * shown[place[lead][0]].lead(lead) for lead, factor in law.items()])
        factors: dict[int, float] = {}
        for lead, factor in law.items():
            row, sign = place[lead]
            factors[row] = factors.get(row, 0.0) + factor * sign
        yield from _equation(factors, leads_mv, mm_per_mv)


def _repeats(shown: Sequence[ECGSignal], layout: PageLayout, mm_per_mv: float):
    """A lead's zero line in the rhythm row against that in its column."""
    for again in layout.rhythm_rows:
        name = layout.rows[again][0].removeprefix('-')
        for row, names in enumerate(layout.rows):
            if row not in layout.rhythm_rows and name in names:
                yield from _equation(
                    {again: 1.0, row: -1.0}, np.stack([shown[again].lead(name), -shown[row].lead(name)]), mm_per_mv
                )


def _equation(factors: dict[int, float], leads_mv: np.ndarray, mm_per_mv: float):
    """The zero lines' own sum must undo what the leads, measured from the rows' middles, leave over."""
    leads_mv = leads_mv[:, np.isfinite(leads_mv).all(0)]
    if leads_mv.shape[1] < len(LEAD_NAMES):
        return
    left_mv = leads_mv.sum(0)
    share = left_mv.var() / (leads_mv.var(1).mean() + 1e-9)
    if share <= MAX_CONTRADICTION:
        # A zero line that lies lower by 1 mm makes its leads larger by 1 mm.
        yield factors, -float(np.mean(left_mv)) * mm_per_mv, LAW_WEIGHT * (1 - share / MAX_CONTRADICTION)


def _even_distances(heights_mm: np.ndarray):
    for middle in range(1, len(heights_mm) - 1):
        uneven_mm = float(heights_mm[middle - 1] - 2 * heights_mm[middle] + heights_mm[middle + 1])
        if abs(uneven_mm) <= MAX_UNEVEN_MM:
            yield {middle - 1: 1.0, middle: -2.0, middle + 1: 1.0}, -uneven_mm, EVEN_WEIGHT
