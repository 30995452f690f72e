"""Which layout a page has."""

from dataclasses import dataclass

import numpy as np

from ecgdigi.structures import LAYOUTS, PageLayout, get_layout

from .errors import RowsNotFoundError
from .rows import RowReading

# Where two layouts have as many rows, the commoner one comes first.
_BY_FREQUENCY = ('3x4+1', '12x1', '6x2', '3x4', '6x2+1', '3x4+3')


@dataclass(frozen=True)
class TimeFrame:
    """Attributes: left_mm: paper x of page time 0; duration_s: time from the left to the right end of the rows."""

    left_mm: float
    duration_s: float


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


def fit_time_frame(readings: list[RowReading], *, mm_per_s: float) -> TimeFrame:
    """Left end and duration of the page, from where the rows begin and end.

    Durations within 3 % of a whole multiple of 2.5 s are taken to be it: machines print whole columns. Both ends then
    place the left one, which halves its error.

    Args:
        mm_per_s: paper speed, mm/s.
    """
    extents = np.array([reading.extent_mm() for reading in readings])
    left_mm, right_mm = np.median(extents, axis=0)
    duration_s = (right_mm - left_mm) / mm_per_s
    whole_s = round(duration_s / 2.5) * 2.5
    if whole_s and abs(duration_s / whole_s - 1) < 0.03:
        left_mm = (left_mm + right_mm - whole_s * mm_per_s) / 2
        duration_s = whole_s
    return TimeFrame(float(left_mm), float(duration_s))
