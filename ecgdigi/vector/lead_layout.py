"""Which leads a page's rows are: by the names beside them, else by the leads themselves."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from ecgdigi.geometry.assemble import merge_rows
from ecgdigi.geometry.errors import RowsNotFoundError
from ecgdigi.geometry.layout_physics import choose_layout, law_agreements_db
from ecgdigi.geometry.page_marks import MarkedName, PageMarks
from ecgdigi.geometry.rhythm_rows import repeated_lead
from ecgdigi.structures import ECGSignal, PageLayout

from .errors import NoVectorTracesError
from .lead_words import LeadWord, known_layout, layout_of_names, names_of_rows
from .trace_rows import TraceRow, as_readings

# Leads that are drawn by lines contradict each other by their rounding alone: true ones agree by 15 dB and more.
MIN_AGREEMENT_DB = 8.0
# A row without a name is a rhythm row if it agrees this well with a lead of the columns, dB.
MIN_REPEAT_DB = 8.0

# Makes of rows and their layout the signal of each row.
Assemble = Callable[[list[TraceRow], PageLayout], list[ECGSignal]]


@dataclass(frozen=True)
class LeadLayout:
    """Attributes: layout: what was found; rows: its rows, from the top; agreement_db: of the limb leads, None without them."""

    layout: PageLayout
    rows: list[TraceRow]
    agreement_db: float | None


def find_lead_layout(
    rows: Sequence[TraceRow], words: Sequence[LeadWord], assemble: Assemble, given: PageLayout | None = None
) -> LeadLayout:
    """The layout, and which of the rows are its own.

    Args:
        rows: all of the page, from the top.
        words: lead names on the page.
        given: the layout, where it is known.

    Raises:
        NoVectorTracesError: the rows fit no layout, or their leads contradict each other.
    """
    named = None if given else _by_names(rows, words, assemble)
    found = named or _by_leads(rows, words, assemble, given)
    if not given and found.agreement_db is not None and found.agreement_db < MIN_AGREEMENT_DB:
        raise NoVectorTracesError(
            f'{len(rows)} rows of traces are drawn as lines, but their leads contradict each other '
            f'({found.layout.name}, {found.agreement_db:.0f} dB): give the layout'
        )
    return found


def _by_names(rows: Sequence[TraceRow], words: Sequence[LeadWord], assemble: Assemble) -> LeadLayout | None:
    """None where names do not tell the whole layout."""
    found = layout_of_names(names_of_rows(words, rows), rows)
    if found is None:
        return None
    layout, chosen = found
    leads = {k: layout.rows[place] for place, k in enumerate(chosen)}
    try:
        for k in set(range(len(rows))) - set(chosen):
            lead = _repeated(rows[k], [rows[j] for j in chosen], layout, assemble)
            if lead:
                leads[k] = (lead,)
        kept = sorted(leads)
        layout = known_layout([leads[k] for k in kept])
        chosen_rows = [rows[k] for k in kept]
        laws_db = law_agreements_db(_columns_only(assemble(chosen_rows, layout), layout))
    except RowsNotFoundError:
        return None
    if not laws_db and len(kept) < len(rows):
        return None  # nothing confirms the names, and something has none
    return LeadLayout(layout, chosen_rows, min(laws_db) if laws_db else None)


def _repeated(row: TraceRow, others: list[TraceRow], layout: PageLayout, assemble: Assemble) -> str | None:
    """The lead of the columns that a row without a name repeats."""
    if layout.num_columns == 1:
        return None
    again = PageLayout(layout.name, [*layout.rows, ('II',)])
    shown = assemble([*others, row], again)
    lead, agreement_db = repeated_lead(shown[-1].lead('II'), _columns_only(shown[:-1], layout), 'II')
    return lead if agreement_db >= MIN_REPEAT_DB else None


def _columns_only(shown: Sequence[ECGSignal], layout: PageLayout) -> ECGSignal:
    kept = [k for k in range(layout.num_rows) if k not in layout.rhythm_rows]
    return merge_rows([shown[k] for k in kept], PageLayout(layout.name, [layout.rows[k] for k in kept]))


def _by_leads(rows: Sequence[TraceRow], words: Sequence[LeadWord], assemble: Assemble, given: PageLayout | None) -> LeadLayout:
    readings = as_readings(rows)
    row_of = {id(reading): row for reading, row in zip(readings, rows, strict=True)}
    names = tuple(MarkedName(word.x_mm, word.y_mm, {word.name.removeprefix('-'): 1.0}) for word in words)
    marks = PageMarks((), names, np.zeros((1, 1)), 0.0, 0.0, 1.0) if names else None
    try:
        choice = choose_layout(
            readings, lambda chosen, layout: assemble([row_of[id(reading)] for reading in chosen], layout), given, marks
        )
    except RowsNotFoundError as error:
        raise NoVectorTracesError(str(error)) from None
    return LeadLayout(choice.layout, [row_of[id(reading)] for reading in choice.rows], choice.agreement_db)
