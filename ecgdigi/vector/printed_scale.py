"""Paper speed and gain as a page's words tell them."""

import re
from collections.abc import Sequence

from .drawing import Word

_SPEED = re.compile(r'(?<![\d.,])(\d{1,3}(?:[.,]\d+)?) ?mm ?/ ?s(?:ec)?\b', re.IGNORECASE)
_GAIN = re.compile(r'(?<![\d.,])(\d{1,3}(?:[.,]\d+)?) ?mm ?/ ?mV\b', re.IGNORECASE)
# Scales that machines print at; anything else is a misread number.
SPEEDS_MM_PER_S = (5.0, 6.25, 10.0, 12.5, 25.0, 50.0, 100.0)
GAINS_MM_PER_MV = (2.5, 5.0, 10.0, 20.0, 40.0)


def printed_speeds_mm_per_s(words: Sequence[Word]) -> list[float]:
    """The different paper speeds that are printed, e.g. as '25 mm/s', mm/s."""
    return _numbers(_SPEED, words, SPEEDS_MM_PER_S)


def printed_gains_mm_per_mv(words: Sequence[Word]) -> list[float]:
    """The different gains that are printed, e.g. as '10 mm/mV', mm/mV: limb and chest leads may have their own."""
    return _numbers(_GAIN, words, GAINS_MM_PER_MV)


def _numbers(pattern: re.Pattern, words: Sequence[Word], usual: Sequence[float]) -> list[float]:
    text = ' '.join(word.text for word in words)
    found = {float(match.replace(',', '.')) for match in pattern.findall(text)}
    return sorted(found & set(usual))
