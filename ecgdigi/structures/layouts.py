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
    """

    lead: str
    row: int
    column: int
    start_s: float
    duration_s: float

    @property
    def stop_s(self) -> float:
        return self.start_s + self.duration_s


@dataclass(frozen=True)
class PageLayout:
    """Arrangement of a page: rows from the top, in each the leads from the left, sharing the row's time equally.

    A new layout is one line: ``PageLayout('2x6', [['I', 'II', ...], ['V1', 'V2', ...]])``.

    Attributes:
        name: e.g. '3x4+1'.
        rows: one tuple of lead names per printed row. A lead may stand twice (column and rhythm row).
    """

    name: str
    rows: tuple[tuple[str, ...], ...]

    def __init__(self, name: str, rows: Sequence[Sequence[str]]):
        if not rows or not all(rows):
            raise ValueError(f'layout {name!r}: every row needs at least one lead, got {rows!r}')
        object.__setattr__(self, 'name', name)
        object.__setattr__(self, 'rows', tuple(tuple(canonical_lead_name(lead) for lead in row) for row in rows))

    @property
    def num_rows(self) -> int:
        return len(self.rows)

    @property
    def num_columns(self) -> int:
        """Number of leads in the row that has most."""
        return max(len(row) for row in self.rows)

    def boxes(self, *, duration_s: float) -> list[LeadBox]:
        """All printed pieces of a page that shows `duration_s` seconds from left to right, row by row."""
        found = []
        for index, row in enumerate(self.rows):
            share_s = duration_s / len(row)
            found += [LeadBox(lead, index, k, k * share_s, share_s) for k, lead in enumerate(row)]
        return found


_COLUMNS_3X4 = [['I', 'aVR', 'V1', 'V4'], ['II', 'aVL', 'V2', 'V5'], ['III', 'aVF', 'V3', 'V6']]
_COLUMNS_6X2 = [['I', 'V1'], ['II', 'V2'], ['III', 'V3'], ['aVR', 'V4'], ['aVL', 'V5'], ['aVF', 'V6']]

LAYOUTS = {
    layout.name: layout
    for layout in (
        PageLayout('3x4', _COLUMNS_3X4),
        PageLayout('3x4+1', [*_COLUMNS_3X4, ['II']]),
        PageLayout('3x4+3', [*_COLUMNS_3X4, ['II'], ['V1'], ['V5']]),
        PageLayout('6x2', _COLUMNS_6X2),
        PageLayout('6x2+1', [*_COLUMNS_6X2, ['II']]),
        PageLayout(
            '12x1',
            [['I'], ['II'], ['III'], ['aVR'], ['aVL'], ['aVF'], ['V1'], ['V2'], ['V3'], ['V4'], ['V5'], ['V6']],
        ),
    )
}


def get_layout(layout: 'str | dict | PageLayout') -> PageLayout:
    """Return a layout given by name, as a dict of its two fields (from a config), or as itself.

    Raises:
        KeyError: no layout of that name is known.
    """
    if isinstance(layout, PageLayout):
        return layout
    if isinstance(layout, dict):
        return PageLayout(**layout)
    try:
        return LAYOUTS[layout]
    except KeyError:
        raise KeyError(f'layout {layout!r} is not known; choose one of {", ".join(LAYOUTS)}') from None
