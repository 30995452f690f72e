"""What the lead names that are printed on a page, and the places where its pieces begin, say for a layout."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ecgdigi.structures import PageLayout

from .page_marks import MarkedName, PageMarks
from .rows import RowReading

# Names stand about this much above the zero line of their row, mm...
NAME_ABOVE_MM = 4.0
# ...at most this far from that height, mm, and from this much left of their piece on, mm.
NAME_REACH_MM = 12.0
NAME_LEFT_MM = 7.0
# A rhythm row is named at its beginning, this far from it at most, mm.
RHYTHM_NAME_MM = 25.0
# Shares of a row's length at which pieces of known layouts begin.
SHARES = (1 / 4, 1 / 3, 1 / 2, 2 / 3, 3 / 4)
# Weight of a beginning against a name.
START_WEIGHT = 0.4


@dataclass(frozen=True)
class NameSupport:
    """What speaks for a layout.

    Attributes:
        score: how much more probable names are than others where the columns have their leads; beginnings of pieces likewise.
        num_right, num_wrong: names in columns whose most probable lead is that of the layout, or another.
        rhythm: by index of a rhythm row, how probable which leads are by the name at its left end.
    """

    score: float
    num_right: int
    num_wrong: int
    rhythm: Mapping[int, Mapping[str, float]]


def support_of_names(marks: PageMarks, layout: PageLayout, rows: Sequence[RowReading]) -> NameSupport:
    """Compare a layout with what is printed.

    Args:
        marks: of the page.
        rows: those of the layout, from the top; each shows a trace.
    """
    left_mm, right_mm = np.median([row.extent_mm() for row in rows], axis=0)
    heights_mm = np.array([row.zero_line_mm for row in rows])
    score, num_right, num_wrong = 0.0, 0, 0
    rhythm: dict[int, Mapping[str, float]] = {}
    for name in marks.names:
        place = _place(name, heights_mm, layout, left_mm, right_mm)
        if place is None:
            continue
        row, column = place
        if row in layout.rhythm_rows:
            at_left = name.x_mm - left_mm < RHYTHM_NAME_MM
            if at_left and name.score > max(rhythm.get(row, {}).values(), default=0.0):
                rhythm[row] = name.shares
            continue
        lead = layout.rows[row][column].removeprefix('-')
        num_right += lead == name.lead
        num_wrong += lead != name.lead
        score += name.support(lead)
    for height_mm, leads in zip(heights_mm, layout.rows, strict=True):
        for share in SHARES:
            probability = marks.start_probability(height_mm, left_mm + share * (right_mm - left_mm))
            score += START_WEIGHT * (probability if np.isclose(share * len(leads) % 1, 0) else -probability)
    return NameSupport(float(score), num_right, num_wrong, rhythm)


def _place(name: MarkedName, heights_mm: np.ndarray, layout: PageLayout, left_mm, right_mm) -> tuple[int, int] | None:
    """(row, column) that a name belongs to; None if it stands nowhere near a piece."""
    off_mm = name.y_mm - (heights_mm - NAME_ABOVE_MM)
    row = int(np.argmin(np.abs(off_mm)))
    if abs(off_mm[row]) > NAME_REACH_MM:
        return None
    count = len(layout.rows[row])
    column = int(np.floor((name.x_mm - left_mm + NAME_LEFT_MM) / (right_mm - left_mm) * count))
    return (row, min(column, count - 1)) if -1 < column <= count else None
