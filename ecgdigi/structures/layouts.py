"""How the leads of a page are arranged: which lead stands in which row, and when."""

from collections.abc import Sequence
from dataclasses import dataclass

from .leads import canonical_lead_name


@dataclass(frozen=True)
class LeadBox:
    """One printed piece of a lead.

    Attributes:
        lead: its standard name.
        row: index of the printed row, from the top.
        column: index within the row, from the left.
        start_s: page time at the left end, s (0 at the left end of the first column).
        duration_s: printed time, s.
        sign: -1 where it is printed upside down, as Cabrera's -aVR is; a signal has the lead's own sign all the same.
    """

    lead: str
    row: int
    column: int
    start_s: float
    duration_s: float
    sign: int = 1

    @property
    def printed_name(self) -> str:
        """The name beside it on paper."""
        return self.lead if self.sign > 0 else f'-{self.lead}'

    @property
    def stop_s(self) -> float:
        return self.start_s + self.duration_s


@dataclass(frozen=True)
class PageLayout:
    """Arrangement of a page: rows from the top, in each the leads from the left, sharing the row's time equally.

    A new layout is one line: ``PageLayout('2x6', [['I', 'II', ...], ['V1', 'V2', ...]])``.

    Attributes:
        name: e.g. '3x4+1'.
        rows: one tuple of names per printed row: of leads, or '-aVR' for a lead that is printed upside down. A lead may stand
            twice (column and rhythm row).
    """

    name: str
    rows: tuple[tuple[str, ...], ...]

    def __init__(self, name: str, rows: Sequence[Sequence[str]]):
        if not rows or not all(rows):
            raise ValueError(f'layout {name!r}: every row needs at least one lead, got {rows!r}')
        object.__setattr__(self, 'name', name)
        object.__setattr__(self, 'rows', tuple(tuple(map(_printed_name, row)) for row in rows))

    @property
    def num_rows(self) -> int:
        return len(self.rows)

    @property
    def num_columns(self) -> int:
        """Number of leads in the row that has most."""
        return max(len(row) for row in self.rows)

    @property
    def rhythm_rows(self) -> tuple[int, ...]:
        """Indices of the rows that show one lead over the whole time, where others show several."""
        return tuple(k for k, row in enumerate(self.rows) if len(row) == 1 < self.num_columns)

    def boxes(self, *, duration_s: float) -> list[LeadBox]:
        """All printed pieces of a page that shows `duration_s` seconds from left to right, row by row."""
        found = []
        for index, row in enumerate(self.rows):
            share_s = duration_s / len(row)
            for k, name in enumerate(row):
                lead = name.removeprefix('-')
                found.append(LeadBox(lead, index, k, k * share_s, share_s, 1 if lead == name else -1))
        return found


def _printed_name(text: str) -> str:
    minus = '-' if text.strip().startswith('-') else ''
    return minus + canonical_lead_name(text.strip().removeprefix('-'))


_CHEST = ('V1', 'V2', 'V3', 'V4', 'V5', 'V6')
_STANDARD = ('I', 'II', 'III', 'aVR', 'aVL', 'aVF', *_CHEST)
# Cabrera's order: by the angle in the frontal plane, aVR turned round to fit between I and II.
_CABRERA = ('aVL', 'I', '-aVR', 'II', 'aVF', 'III', *_CHEST)
_RHYTHM = {'+1': [['II']], '+3': [['II'], ['V1'], ['V5']]}


def _layouts(names: Sequence[str], leads: Sequence[str], prefix: str = '') -> dict[str, PageLayout]:
    """Layouts 'RxC' of so many rows and columns, filled column by column, perhaps with rhythm rows below."""
    found = {}
    for name in names:
        num_rows = int(name.split('x')[0])
        rows = [leads[row::num_rows] for row in range(num_rows)]
        found[prefix + name] = PageLayout(prefix + name, [*rows, *_RHYTHM.get(name[-2:], [])])
    return found


LAYOUTS = _layouts(('3x4', '3x4+1', '3x4+3', '6x2', '6x2+1', '12x1', '4x3'), _STANDARD)
CABRERA_LAYOUTS = _layouts(('3x4', '3x4+1', '6x2', '6x2+1', '12x1'), _CABRERA, 'cabrera-')


def get_layout(layout: 'str | dict | PageLayout', *, may_invert: bool = False) -> PageLayout:
    """Return a layout given by name, as a dict of its two fields (from a config), or as itself.

    Args:
        may_invert: the caller knows what to do with leads that are printed upside down (`LeadBox.sign`).

    Raises:
        KeyError: no layout of that name is known.
        ValueError: it has leads upside down, with which the caller can do nothing.
    """
    if isinstance(layout, str):
        known = LAYOUTS | CABRERA_LAYOUTS
        if layout not in known:
            raise KeyError(f'layout {layout!r} is not known; choose one of {", ".join(known if may_invert else LAYOUTS)}')
        layout = known[layout]
    elif isinstance(layout, dict):
        layout = PageLayout(**layout)
    inverted = sorted({name for row in layout.rows for name in row if name.startswith('-')})
    if inverted and not may_invert:
        raise ValueError(f'layout {layout.name}: {", ".join(inverted)} upside down, which is not possible here')
    return layout
