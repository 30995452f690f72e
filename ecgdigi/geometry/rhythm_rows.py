"""Which lead a rhythm row repeats, told by the column that shows the same beats."""

from collections.abc import Callable, Sequence

import numpy as np

from ecgdigi.structures import LEAD_NAMES, ECGSignal, PageLayout

from .rows import RowReading

# A lead is the rhythm row's if the two agree by this much, dB, and by this much better than the lead that is usual there.
MIN_AGREEMENT_DB = 6.0
MIN_LEAD_DB = 3.0
# Rows of one page may be shifted against each other by this much, s.
MAX_SHIFT_S = 0.02


def lead_rhythm_rows(
    layout: PageLayout,
    rows: Sequence[RowReading],
    assemble: Callable[[list[RowReading], PageLayout], ECGSignal],
    known: Sequence[int] = (),
) -> PageLayout:
    """The layout with the leads that its rhythm rows repeat.

    Args:
        layout: one of several columns; any other is returned as it is.
        rows: its rows.
        assemble: makes a signal of rows and their layout.
        known: indices of rows whose lead is known.
    """
    columns = [k for k, leads in enumerate(layout.rows) if len(leads) > 1]
    rhythm = [k for k, leads in enumerate(layout.rows) if len(leads) == 1 and k not in known]
    if not columns or not rhythm:
        return layout
    once = assemble([rows[k] for k in columns], PageLayout(layout.name, [layout.rows[k] for k in columns]))
    leads = [list(row) for row in layout.rows]
    for k in rhythm:
        usual = layout.rows[k][0]
        again = assemble([rows[k]], PageLayout('rhythm', [[usual]])).lead(usual.removeprefix('-'))
        agreements = {lead: _agreement_db(again, once.lead(lead), once.fs_hz) for lead in LEAD_NAMES}
        best = max(agreements, key=agreements.get)
        ahead_db = agreements[best] - agreements[usual.removeprefix('-')]
        if agreements[best] >= MIN_AGREEMENT_DB and ahead_db >= MIN_LEAD_DB:
            leads[k] = [best]
    return layout if leads == [list(row) for row in layout.rows] else PageLayout(layout.name, leads)


def _agreement_db(whole_mv: np.ndarray, piece_mv: np.ndarray, fs_hz: float) -> float:
    """How much larger a piece is than what the other contradicts it by, dB, at the best shift; offsets are not counted."""
    length, reach = min(len(whole_mv), len(piece_mv)), round(MAX_SHIFT_S * fs_hz)
    piece_mv = piece_mv[:length]
    best_db = -np.inf
    for shift in range(-reach, reach + 1):
        other_mv = np.roll(whole_mv[:length], shift)
        both = np.isfinite(piece_mv) & np.isfinite(other_mv)
        if both.sum() > fs_hz / 2:
            off = np.var(piece_mv[both] - other_mv[both])
            best_db = max(best_db, 10 * np.log10((np.var(piece_mv[both]) + 1e-9) / (off + 1e-9)))
    return float(best_db)
