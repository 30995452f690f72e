"""Which layout a page has."""

from ecgdigi.structures import LAYOUTS, PageLayout, get_layout

from .errors import RowsNotFoundError
from .rows import RowReading

# Where two layouts have as many rows, the commoner one comes first.
_BY_FREQUENCY = ('3x4+1', '12x1', '6x2', '3x4', '6x2+1', '3x4+3')


def match_layout(readings: list[RowReading], layout: str | dict | PageLayout) -> PageLayout:
    """The layout of a page with these rows.

    Args:
        readings: the rows, from the top.
        layout: 'auto', or the layout that the user knows it to be.

    Raises:
        RowsNotFoundError: no layout has as many rows, or the given one has not.
    """
    if layout != 'auto':
        wanted = get_layout(layout)
        if wanted.num_rows != len(readings):
            raise RowsNotFoundError(
                f'{len(readings)} rows of traces found, layout {wanted.name} has {wanted.num_rows}; '
                'give another layout, or crop the page'
            )
        return wanted
    for name in _BY_FREQUENCY:
        if LAYOUTS[name].num_rows == len(readings):
            return LAYOUTS[name]
    known = ', '.join(f'{name} ({layout.num_rows})' for name, layout in LAYOUTS.items())
    raise RowsNotFoundError(f'{len(readings)} rows of traces found, no known layout has that many: {known}')
