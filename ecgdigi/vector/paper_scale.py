"""How a page's mm are turned into seconds and millivolts: grid, pulses, words and beats together."""

from collections.abc import Sequence
from dataclasses import dataclass

from ecgdigi.geometry.rows import RowReading
from ecgdigi.geometry.scale import USUAL_MM_PER_MV, USUAL_MM_PER_S, Scale, speed_of_beats
from ecgdigi.structures import USUAL_SCALES, find_scale_texts

from .drawing import Word
from .errors import NoVectorTracesError

# A pulse this close to a usual height has that height: coordinates are rounded, and pens are not.
SAME_HEIGHT = 0.03


@dataclass(frozen=True)
class GridScale:
    """Attributes: x, y: how many mm of the page a mm of the grid takes; found: it was measured, not assumed to be 1."""

    x: float
    y: float
    found: bool


def scale_without_grid(pulse_mm: float | None, words: Sequence[Word], mm_per_mv: float | None) -> GridScale:
    """Of a page without a grid: 1, but where a pulse of the known gain is smaller or larger, as on a page printed at 80 %.

    Args:
        pulse_mm: height of its pulses, mm of the page; None without any.
        mm_per_mv: the gain, where it is given.
    """
    gains = [mm_per_mv] if mm_per_mv else printed_scales(words, 'gain')
    if pulse_mm and len(gains) == 1:
        return GridScale(pulse_mm / gains[0], pulse_mm / gains[0], False)
    if pulse_mm and _usual_gain(pulse_mm) is None:
        return GridScale(pulse_mm / USUAL_MM_PER_MV, pulse_mm / USUAL_MM_PER_MV, False)
    return GridScale(1.0, 1.0, False)


def find_paper_scale(
    readings: Sequence[RowReading],
    pulse_mm: float | None,
    words: Sequence[Word],
    *,
    mm_per_s: float | None,
    mm_per_mv: float | None,
) -> Scale:
    """Paper speed and gain, of a grid's mm.

    Args:
        readings: rows of traces.
        pulse_mm: height of the pulses, mm of the grid; None without any.
        words: of the page.
        mm_per_s, mm_per_mv: as given; None: to be found.

    Raises:
        NoVectorTracesError: different speeds or gains are printed, and none is given.
    """
    speed, speed_from = mm_per_s, 'given'
    if speed is None:
        speed, speed_from = _only_one(printed_scales(words, 'speed'), 'paper speeds'), 'text'
    if speed is None:
        speed, speed_from = speed_of_beats(readings), 'beats'
    gain, gain_from = mm_per_mv, 'given'
    if gain is None:
        printed = _only_one(printed_scales(words, 'gain'), 'gains')
        gain, gain_from = (_usual_gain(pulse_mm) or pulse_mm, 'pulse') if pulse_mm else (printed, 'text')
    return Scale(
        speed or USUAL_MM_PER_S, gain or USUAL_MM_PER_MV, speed_from if speed else 'assumed', gain_from if gain else 'assumed'
    )


def printed_scales(words: Sequence[Word], quantity: str) -> list[float]:
    """The different values of a quantity that are printed: limb and chest leads may have their own.

    Args:
        quantity: 'speed', e.g. '25 mm/s', or 'gain', e.g. '10 mm/mV'.
    """
    text = ' '.join(word.text for word in words)
    return sorted({value for found, value, _ in find_scale_texts(text) if found == quantity})


def _usual_gain(pulse_mm: float) -> float | None:
    nearest = min(USUAL_SCALES['gain'], key=lambda gain: abs(pulse_mm / gain - 1))
    return nearest if abs(pulse_mm / nearest - 1) <= SAME_HEIGHT else None


def _only_one(found: Sequence[float], what: str) -> float | None:
    if len(found) > 1:
        raise NoVectorTracesError(f'the page names different {what} ({", ".join(f"{value:g}" for value in found)}): give the one')
    return found[0] if found else None
