"""Printed texts that state a page's scale, such as '25 mm/s' and '10 mm/mV'."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

# Scales that machines print at; anything else is a misread number.
USUAL_SCALES = dict(speed=(5.0, 6.25, 10.0, 12.5, 25.0, 50.0, 100.0), gain=(2.5, 5.0, 10.0, 20.0, 40.0))
# (quantity, value) that a network tells apart: mm/s, mm/mV.
SCALE_TEXTS = (('speed', 12.5), ('speed', 25.0), ('speed', 50.0), ('gain', 5.0), ('gain', 10.0), ('gain', 20.0))
_NUMBER = r'(?<![\d.,])(\d{1,3}(?:[.,]\d+)?) ?mm ?/ ?'
_PATTERNS = dict(speed=re.compile(_NUMBER + r's(?:ec)?\b', re.IGNORECASE), gain=re.compile(_NUMBER + r'mV\b', re.IGNORECASE))


@dataclass(frozen=True)
class PrintedScale:
    """A place where a page states its scale.

    Attributes:
        quantity: 'speed' or 'gain'.
        value: mm/s or mm/mV.
        box_mm: (left, top, right, bottom) of number and unit on paper, mm.
    """

    quantity: str
    value: float
    box_mm: tuple[float, float, float, float]


def scale_label(text: PrintedScale) -> int:
    """1 + index in SCALE_TEXTS; -1: a scale that no network is asked for."""
    told = (text.quantity, text.value)
    return 1 + SCALE_TEXTS.index(told) if told in SCALE_TEXTS else -1


def find_scale_texts(text: str) -> Iterator[tuple[str, float, slice]]:
    """Where a text states a usual speed or gain. Yields: the quantity, 'speed' or 'gain'; its value; number and unit."""
    for quantity, pattern in _PATTERNS.items():
        for match in pattern.finditer(text):
            value = float(match[1].replace(',', '.'))
            if value in USUAL_SCALES[quantity]:
                yield quantity, value, slice(*match.span())
