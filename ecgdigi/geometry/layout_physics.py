"""Which rows are which leads: these obey II = I + III and aVR + aVL + aVF = 0, and their names may be printed beside them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from math import comb

import numpy as np

from ecgdigi.signals import agreement_db
from ecgdigi.structures import CABRERA_LAYOUTS, LAYOUTS, ECGSignal, PageLayout

from .assemble import merge_rows
from .errors import RowsNotFoundError
from .kinship import kinship
from .layout_names import NameSupport, support_of_names
from .page_marks import PageMarks
from .rhythm_rows import LEAST_DB, MAX_SHIFT_S, MOST_DB, repeated_lead
from .rows import RowReading

# Leads whose sum with these factors is 0 (Einthoven 1912, Goldberger 1942); the last two stand in one column in Cabrera's order.
LAWS = (
    {'I': 1.0, 'II': -1.0, 'III': 1.0},
    {'aVR': 1.0, 'aVL': 1.0, 'aVF': 1.0},
    {'aVL': 1.0, 'I': -1.5, 'aVR': -1.0},
    {'II': 0.5, 'III': 0.5, 'aVF': -1.0},
)
# Rows of a page stand at even distances: relative spread beyond which they are not all rows of one page.
MAX_UNEVEN = 0.3
# Every known layout has as many rows as this.
LEAST_ROWS = 3
# Choices of rows that are looked at, beyond which only neighbours are; and that are tried, the most even ones first.
MAX_COMBINATIONS = 3000
MAX_CHOICES = 12
# Agreement, dB, below which leads are not what they are called; real readings of clean pages have 20 and more.
MIN_AGREEMENT_DB = 3.0
# Agreement, dB, with which layouts of fewer rows need not be tried.
SURE_DB = 12.0
# What a commoner layout is ahead by, dB.
PRIOR_DB = {'3x4+1': 2.0, '12x1': 1.0, '6x2': 1.0, '3x4': 0.5, '4x3': -2.0, **dict.fromkeys(CABRERA_LAYOUTS, -4.0)}
# Price, dB, of a row that is left out, more if it is a trace like the others; and of rows at uneven distances, times their
# relative spread.
UNUSED_ROW_DB = 1.5
UNUSED_TRACE_DB = 6.0
# ...and of one that is taken though it is no trace like the others: edges and lines of text.
STRANGER_DB = 4.0
UNEVEN_DB = 20.0
# Weight of what rhythm rows agree with their columns by: one that is badly read makes no layout wrong.
RHYTHM_WEIGHT = 0.25
# Worth, dB, of a printed name that stands where the layout has its lead.
NAME_DB = 2.0
# So many names right, and no more than one in eight wrong, make a layout certain even if its leads contradict each other.
ENOUGH_NAMES = 5


@dataclass(frozen=True)
class LayoutChoice:
    """What was chosen.

    Attributes:
        layout: the layout.
        rows: its rows, from the top.
        agreement_db: of the limb leads, dB; of the rhythm rows with their columns where no limb leads stand together.
        rhythm_db: what rhythm rows speak for it, dB.
        names: what is printed beside the rows.
    """

    layout: PageLayout
    rows: list[RowReading]
    agreement_db: float
    rhythm_db: float = 0.0
    names: NameSupport | None = None

    @property
    def is_named(self) -> bool:
        return bool(self.names) and self.names.num_right >= max(ENOUGH_NAMES, 8 * self.names.num_wrong)


def choose_layout(
    rows: Sequence[RowReading],
    assemble: Callable[[list[RowReading], PageLayout], list[ECGSignal]],
    given: PageLayout | None = None,
    marks: PageMarks | None = None,
) -> LayoutChoice:
    """The layout, and which of the rows are its own, whose leads agree best with each other and with the names.

    Args:
        rows: all that were read, from the top; lines of text may be among them.
        assemble: makes of rows and their layout the signal of each row.
        given: the layout, where it is known; then its leads need not agree.
        marks: lead names and beginnings; None if they were not sought. Layouts with leads upside down need them.

    Raises:
        RowsNotFoundError: there are fewer rows than any layout has, or the leads agree in none.
    """
    best, best_score = None, -np.inf
    shares = kinship(rows)
    kin = {id(row): share for row, share in zip(rows, shares, strict=True)}
    # Where not even so many rows are like one another as every layout has (no beats are seen) none is a stranger.
    usual = float(np.sort(shares)[-LEAST_ROWS:].min(initial=1.0))
    strange = {id(row): max(usual - share, 0.0) for row, share in zip(rows, shares, strict=True)}
    layouts = [given] if given else sorted(_known(marks).values(), key=lambda layout: -layout.num_rows)
    for layout in layouts:
        if best and best.agreement_db > SURE_DB and layout.num_rows < len(best.rows) - _count_strangers(best, strange):
            break  # it would only leave more traces out
        for chosen, uneven in _choices(rows, layout.num_rows, np.inf if given else MAX_UNEVEN):
            choice = _judge(layout, chosen, assemble, marks, fixed=given is not None)
            if choice is None:
                continue
            score = choice.agreement_db + choice.rhythm_db + PRIOR_DB.get(layout.name, 0.0)
            left_out = kin.keys() - {id(row) for row in chosen}
            score -= sum(UNUSED_ROW_DB + UNUSED_TRACE_DB * kin[row] for row in left_out) + UNEVEN_DB * uneven
            score -= STRANGER_DB * sum(strange[id(row)] for row in chosen)
            score += NAME_DB * choice.names.score if choice.names else 0.0
            if score > best_score:
                best, best_score = choice, score
    _refuse_doubtful(best, rows, given)
    return best


def _count_strangers(choice: LayoutChoice, strange: Mapping[int, float]) -> int:
    return sum(strange[id(row)] > 0.5 for row in choice.rows)


def _known(marks: PageMarks | None) -> dict[str, PageLayout]:
    return LAYOUTS | CABRERA_LAYOUTS if marks else LAYOUTS


def _judge(layout: PageLayout, rows: list[RowReading], assemble, marks: PageMarks | None, *, fixed: bool) -> LayoutChoice | None:
    """How well rows fit a layout; its rhythm rows get the leads that they repeat, unless it is fixed."""
    try:
        shown = assemble(rows, layout)
    except RowsNotFoundError:
        return None
    names = support_of_names(marks, layout, rows) if marks else None
    columns = [k for k in range(layout.num_rows) if k not in layout.rhythm_rows]
    merged = merge_rows([shown[k] for k in columns], PageLayout(layout.name, [layout.rows[k] for k in columns]))
    laws_db, rhythms_db = law_agreements_db(merged), []
    leads = list(layout.rows)
    for k in layout.rhythm_rows:
        usual = layout.rows[k][0].removeprefix('-')
        lead, agreement = repeated_lead(shown[k].lead(usual), merged, usual, names and names.rhythm.get(k))
        rhythms_db.append(agreement)
        if lead != usual and not fixed:
            leads[k] = (lead,)
    if not (laws_db or rhythms_db or fixed):
        return None  # nothing speaks for it
    found = layout if leads == list(layout.rows) else PageLayout(layout.name, leads)
    agreement_db = float(np.mean(laws_db or rhythms_db or [LEAST_DB]))
    return LayoutChoice(found, rows, agreement_db, RHYTHM_WEIGHT * sum(rhythms_db) / max(len(rhythms_db), 1), names)


def _refuse_doubtful(best: LayoutChoice | None, rows: Sequence[RowReading], given: PageLayout | None) -> None:
    if best is None and given:
        raise RowsNotFoundError(
            f'{len(rows)} rows of traces found, layout {given.name} has {given.num_rows}; give another layout, or crop the page'
        )
    if best is None:
        known = ', '.join(f'{name} ({layout.num_rows})' for name, layout in LAYOUTS.items())
        raise RowsNotFoundError(f'{len(rows)} rows of traces found, of which no known layout can be made: {known}')
    if best.agreement_db < MIN_AGREEMENT_DB and not (given or best.is_named):
        raise RowsNotFoundError(
            f'{len(rows)} rows of traces found, but their leads contradict each other in every known layout '
            f'(best {best.layout.name}, {best.agreement_db:.0f} dB): give the layout, or crop the page'
        )


def _choices(rows: Sequence[RowReading], count: int, max_uneven: float) -> Iterator[tuple[list[RowReading], float]]:
    """So many of the rows, and how uneven their distances are; the most even choices first."""
    heights_mm = np.array([row.zero_line_mm for row in rows])
    found = []
    known = np.flatnonzero(np.isfinite(heights_mm)).tolist()
    if comb(len(known), count) <= MAX_COMBINATIONS:
        choices = combinations(known, count)
    else:
        choices = (tuple(known[first : first + count]) for first in range(len(known) - count + 1))
    for chosen in choices:
        distances_mm = np.diff(heights_mm[list(chosen)])
        uneven = float(distances_mm.std() / distances_mm.mean()) if count > 1 else 0.0
        if uneven <= max_uneven:
            found.append((uneven, chosen))
    for uneven, chosen in sorted(found)[:MAX_CHOICES]:
        yield [rows[k] for k in chosen], uneven


def law_agreements_db(signal: ECGSignal) -> list[float]:
    """How much larger the limb leads are than what they contradict each other by, dB, by each law whose leads stand together.

    Offsets are not counted, nor is what a law has beyond LEAST_DB and MOST_DB. Printers set their rows up to MAX_SHIFT_S off
    against each other: the shifts that suit a law best are taken.
    """
    reach = round(MAX_SHIFT_S * signal.fs_hz)
    found = []
    for law in LAWS:
        leads_mv = np.stack([factor * signal.lead(lead) for lead, factor in law.items()])
        inside = np.flatnonzero(np.isfinite(leads_mv).all(0))
        if len(inside) < signal.fs_hz / 2 + 2 * reach:
            continue
        first, last = inside[0] + reach, inside[-1] + 1 - reach
        shifts = range(-reach, reach + 1)
        others_mv = [[lead[first + k : last + k] for k in shifts] for lead in leads_mv[1:]]
        contradictions = [np.nanvar(leads_mv[0, first:last] + one + other) for one, other in product(*others_mv)]
        power = np.nanvar(leads_mv[:, first:last], 1).mean()
        found.append(float(np.clip(agreement_db(power, min(contradictions)), LEAST_DB, MOST_DB)))
    return found
