"""Which of a page's words are lead names, and which rows they stand beside."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ecgdigi.structures import CABRERA_LAYOUTS, LAYOUTS, PageLayout, canonical_lead_name

from .drawing import Word
from .trace_rows import TraceRow

# A word with another one beside it on its line, within so many of its heights, is part of a sentence ('Type I').
ALONE_HEIGHTS = 1.2
# Names of a page stand at one distance from their rows, to within this, mm.
SAME_OFF_MM = 3.0
# Most stand this much above the middle of their row, mm.
USUAL_ABOVE_MM = 5.0
# A name stands at most this far left of its row, mm.
LEFT_MM = 20.0


@dataclass(frozen=True)
class LeadWord:
    """Attributes: name: as a layout has it, '-aVR' where it is upside down; x_mm, y_mm: its middle, mm."""

    name: str
    x_mm: float
    y_mm: float


def find_lead_words(words: Sequence[Word]) -> list[LeadWord]:
    """The words that name a lead and stand alone, or beside other such words only."""
    named = [(word, _lead_name(word.text)) for word in words if word.quarter_turns == 0]
    others = [word for word, name in named if not name]
    return [
        LeadWord(name, word.x_mm, word.y_mm)
        for word, name in named
        if name and not any(_is_beside(word, other) for other in others)
    ]


def _lead_name(text: str) -> str:
    """'' if it names none."""
    text = text.strip(':.,;()[]').replace('\N{MINUS SIGN}', '-')
    minus = '-' if text.startswith('-') else ''
    try:
        return minus + canonical_lead_name(text.removeprefix('-'))
    except KeyError:
        return ''


def _is_beside(word: Word, other: Word) -> bool:
    if abs(word.y_mm - other.y_mm) > 0.5 * max(word.height_mm, other.height_mm):
        return False
    gap_mm = abs(word.x_mm - other.x_mm) - (word.length_mm + other.length_mm) / 2
    return gap_mm < ALONE_HEIGHTS * max(word.height_mm, other.height_mm)


def names_of_rows(words: Sequence[LeadWord], rows: Sequence[TraceRow]) -> list[list[LeadWord]]:
    """Lead names of each row, from the left; at most one of each lead in a row.

    Most programs set all names at one distance from their rows' middles: of all distances that is taken at which most names
    have a row, and among these the most usual. Where more names have a row so, each belongs to the nearest row below it.
    """
    heights_mm = np.array([row.height_mm for row in rows])
    pitch_mm = float(np.diff(heights_mm).min()) if len(rows) > 1 else np.inf
    left_mm, right_mm = min(row.left_mm for row in rows) - LEFT_MM, max(row.right_mm for row in rows)
    near = [word for word in words if left_mm <= word.x_mm <= right_mm]
    offs_mm = np.array([[word.y_mm - height_mm for height_mm in heights_mm] for word in near]).reshape(len(near), len(rows))
    tried = [off_mm for off_mm in np.unique(offs_mm.round(2)) if abs(off_mm) < pitch_mm]
    if not tried:
        return [[] for _ in rows]
    best_mm = max(tried, key=lambda off_mm: (len(_placed(near, offs_mm - off_mm)), -abs(off_mm + USUAL_ABOVE_MM)))
    placed = _placed(near, offs_mm - best_mm)
    below_mm = np.where(offs_mm < 0, offs_mm, np.inf)
    below = {
        (word.name, int(np.argmin(np.abs(off_mm)))): word
        for word, off_mm in zip(near, below_mm, strict=True)
        if np.abs(off_mm).min() < pitch_mm
    }
    placed = below if len(below) > len(placed) else placed
    rows_words: list[list[LeadWord]] = [[] for _ in rows]
    for (_, row), word in placed.items():
        rows_words[row].append(word)
    return [sorted(found, key=lambda word: word.x_mm) for found in rows_words]


def _placed(words: Sequence[LeadWord], offs_mm: np.ndarray) -> dict[tuple[str, int], LeadWord]:
    """Names and the rows that they stand beside, by how far each is off the place beside each row."""
    near = zip(*np.nonzero(np.abs(offs_mm) <= SAME_OFF_MM), strict=True)
    return {(words[k].name, int(row)): words[k] for k, row in reversed(list(near))}


def layout_of_names(names: Sequence[Sequence[LeadWord]], rows: Sequence[TraceRow]) -> tuple[PageLayout, list[int]] | None:
    """The layout that names tell by themselves, and which rows it has; None if they do not name every lead of its columns.

    Rows of one name beside rows of several are rhythm rows; rows without a name are left out.
    """
    count = max(map(len, names), default=0)
    chosen = [k for k, row in enumerate(names) if len(row) in (1, count)]
    leads = [tuple(word.name for word in names[k]) for k in chosen]
    in_columns = [name for row in leads if len(row) == count for name in row]
    in_parts = any(len(names[k]) == 1 < count == len(rows[k].traces) for k in chosen)
    partial = in_parts or any(1 < len(row) < count for row in names)
    if not in_columns or partial or max(Counter(in_columns).values()) > 1 or len(in_columns) < 3:
        return None
    return known_layout(leads), chosen


def known_layout(leads: Sequence[Sequence[str]]) -> PageLayout:
    """The layout of rows with these leads, under its known name; whatever its rhythm rows show."""
    count = max(map(len, leads))

    def in_columns(rows):
        return [tuple(row) for row in rows if len(row) == count], [len(row) == 1 < count for row in rows]

    for name, layout in (LAYOUTS | CABRERA_LAYOUTS).items():
        if in_columns(layout.rows) == in_columns(leads):
            return PageLayout(name, leads)
    num_rhythm = sum(len(row) == 1 < count for row in leads)
    return PageLayout(f'{len(leads) - num_rhythm}x{count}' + (f'+{num_rhythm}' if num_rhythm else ''), leads)
