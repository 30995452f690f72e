"""Which lead a rhythm row repeats, told by the column that shows the same beats, and by the name beside it."""

from collections.abc import Mapping

import numpy as np

from ecgdigi.signals import agreement_db
from ecgdigi.structures import LEAD_NAMES, ECGSignal

# Rows of one page may be shifted against each other by this much, s.
MAX_SHIFT_S = 0.02
# What agreement beyond this cannot tell, dB.
LEAST_DB, MOST_DB = -3.0, 20.0
# How far the lead that is usual in a row is ahead of others, and one that a name tells for certain, dB.
USUAL_DB = 3.0
NAMED_DB = 8.0
# What lies this close to the ends of a column's piece does not count, s: one wave that is cut there outweighs the rest.
END_S = 0.1


def repeated_lead(
    again_mv: np.ndarray, columns: ECGSignal, usual: str, named: Mapping[str, float] | None = None
) -> tuple[str, float]:
    """The lead of a rhythm row.

    Args:
        again_mv: (T,) what the row shows, mV.
        columns: what the columns show, over the same T samples.
        usual: the lead that such a row usually shows.
        named: how probable which leads are by the name beside the row.

    Returns:
        The lead, and how well its column agrees with the row, dB.
    """
    agreements_db = {lead: _at_best_shift(again_mv, columns.lead(lead), columns.fs_hz) for lead in LEAD_NAMES}
    ahead_db = {usual: USUAL_DB}
    for lead, probability in (named or {}).items():
        ahead_db[lead] = ahead_db.get(lead, 0.0) + NAMED_DB * probability
    best = max(LEAD_NAMES, key=lambda lead: agreements_db[lead] + ahead_db.get(lead, 0.0))
    return best, agreements_db[best]


def _at_best_shift(whole_mv: np.ndarray, piece_mv: np.ndarray, fs_hz: float) -> float:
    reach, end = round(MAX_SHIFT_S * fs_hz), round(END_S * fs_hz)
    known = np.flatnonzero(np.isfinite(piece_mv))
    if len(known) <= 2 * end:
        return LEAST_DB
    piece_mv = np.where(
        (np.arange(len(piece_mv)) - known[0] < end) | (known[-1] - np.arange(len(piece_mv)) < end), np.nan, piece_mv
    )
    found_db = [LEAST_DB]
    for shift in range(-reach, reach + 1):
        other_mv = np.roll(whole_mv, shift)
        both = np.isfinite(piece_mv) & np.isfinite(other_mv)
        if both.sum() > fs_hz / 2:
            found_db.append(agreement_db(piece_mv[both].var(), (piece_mv[both] - other_mv[both]).var()))
    return float(min(max(found_db), MOST_DB))
