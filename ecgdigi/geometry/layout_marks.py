"""Which layout a page has, by the lead names that are printed on it and by where its pieces begin."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ecgdigi.structures import CABRERA_LAYOUTS, LAYOUTS, PageLayout

from .errors import RowsNotFoundError
from .page_marks import MarkedName, MarkedRow, PageMarks

# Names stand about this much above the zero line of their row, mm...
NAME_ABOVE_MM = 4.0
# ...at most this far from that height, mm, and from this much left of their piece on, mm.
NAME_REACH_MM = 12.0
NAME_LEFT_MM = 7.0
# Shares of a row's length at which pieces of known layouts begin.
SHARES = (1 / 4, 1 / 3, 1 / 2, 2 / 3, 3 / 4)
# Rows that are read once more over the whole page, and their leads where no name says which.
RHYTHM_LEADS = ('II', 'V1', 'V5')
# Price of a marked row that a layout has no use for, and of rows that stand at uneven distances (times their relative spread).
UNUSED_ROW = 0.3
UNEVEN = 4.0
# Weight of a beginning against a name.
START_WEIGHT = 0.4
# Where nothing tells two layouts apart, the commoner one; what is in no list of layouts needs names that speak for it.
UNLISTED = -0.8
PRIOR = {'3x4+1': 0.3, '12x1': 0.15, '6x2': 0.15, '3x4': 0.1, '6x2+1': 0.05}


@dataclass(frozen=True)
class LayoutGuess:
    """Attributes:
    layout: the best one.
    rows: its rows as they are marked, from the top.
    score: what speaks for it less what speaks against it.
    lead: how much better it is than the best other layout.
    num_names, num_wrong: printed names that were found, and how many of them stand where the layout has another lead.
    """

    layout: PageLayout
    rows: tuple[MarkedRow, ...]
    score: float
    lead: float
    num_names: int
    num_wrong: int


def guess_layout(marks: PageMarks, layout: PageLayout | None = None) -> LayoutGuess:
    """Score every layout, at every place where it has enough rows.

    Args:
        layout: the only one, where it is known.

    Raises:
        RowsNotFoundError: there are fewer rows than any layout has.
    """
    guesses = []
    for candidate in [layout] if layout else _layouts(len(marks.rows)):
        for first in range(len(marks.rows) - candidate.num_rows + 1):
            guesses.append(_judge(marks, candidate, first, fixed=layout is not None))
    if not guesses:
        wanted = f'layout {layout.name} has {layout.num_rows}' if layout else 'no known layout has that many'
        raise RowsNotFoundError(f'{len(marks.rows)} rows of traces found, {wanted}; give the layout, or crop the page')
    guesses.sort(key=lambda guess: -guess.score)
    best = guesses[0]
    others = [guess.score for guess in guesses if guess.layout.rows != best.layout.rows or guess.rows != best.rows]
    lead = best.score - max(others, default=-np.inf)
    return LayoutGuess(best.layout, best.rows, best.score, lead, best.num_names, best.num_wrong)


def _layouts(num_rows: int) -> Iterator[PageLayout]:
    """Known layouts, and those that are one of them with up to three rhythm rows below."""
    known = LAYOUTS | CABRERA_LAYOUTS
    for base in (layout for name, layout in known.items() if '+' not in name):
        for extra in range(min(len(RHYTHM_LEADS), num_rows - base.num_rows) + 1):
            name = f'{base.name}+{extra}' if extra else base.name
            yield known.get(name) or PageLayout(name, [*base.rows, *([lead] for lead in RHYTHM_LEADS[:extra])])


def _judge(marks: PageMarks, layout: PageLayout, first: int, *, fixed: bool) -> LayoutGuess:
    rows = marks.rows[first : first + layout.num_rows]
    left_mm, right_mm = np.median([row.left_mm for row in rows]), np.median([row.right_mm for row in rows])
    distances_mm = np.diff([row.y_mm for row in rows])
    uneven = distances_mm.std() / distances_mm.mean() if len(distances_mm) else 0.0
    score = PRIOR.get(layout.name, 0.0 if fixed or layout.name in LAYOUTS | CABRERA_LAYOUTS else UNLISTED)
    score -= UNUSED_ROW * (len(marks.rows) - len(rows)) + UNEVEN * uneven
    printed = [list(row) for row in layout.rows]
    num_names = num_wrong = 0
    for name in marks.names:
        place = _place(name, rows, layout, left_mm, right_mm)
        if place is None:
            continue
        num_names += 1
        row, column = place
        if layout.rows[row][column].removeprefix('-') == name.lead:
            score += name.score
        elif len(layout.rows[row]) == 1 and layout.num_columns > 1 and not fixed:
            printed[row] = [name.lead]  # a rhythm row of another lead
            score += 0.5 * name.score
        else:
            num_wrong += 1
            score -= name.score
    for row, leads in zip(rows, layout.rows, strict=True):
        for share in SHARES:
            probability = marks.start_probability(row, left_mm + share * (right_mm - left_mm))
            score += START_WEIGHT * (probability if np.isclose(share * len(leads) % 1, 0) else -probability)
    found = layout if printed == [list(row) for row in layout.rows] else PageLayout(layout.name, printed)
    return LayoutGuess(found, rows, float(score), np.inf, num_names, num_wrong)


def _place(name: MarkedName, rows: tuple[MarkedRow, ...], layout: PageLayout, left_mm, right_mm) -> tuple[int, int] | None:
    """(row, column) that a name belongs to; None if it stands nowhere near a piece."""
    off_mm = np.array([name.y_mm - (row.y_mm - NAME_ABOVE_MM) for row in rows])
    row = int(np.argmin(np.abs(off_mm)))
    if abs(off_mm[row]) > NAME_REACH_MM:
        return None
    count = len(layout.rows[row])
    column = int(np.floor((name.x_mm - left_mm + NAME_LEFT_MM) / (right_mm - left_mm) * count))
    return (row, min(column, count - 1)) if -1 < column <= count else None
