"""Speed and gain: given, by pulses, by words, assumed; and the size of pages without a grid."""

import numpy as np
import pytest

from ecgdigi.geometry.rows import RowReading
from ecgdigi.vector.drawing import Word
from ecgdigi.vector.errors import NoVectorTracesError
from ecgdigi.vector.paper_scale import find_paper_scale, printed_scales, scale_without_grid

X_MM = np.arange(0, 200, 0.1)
FLAT = [RowReading(X_MM, np.zeros(2000), np.ones(2000), np.ones(2000))]


def words(text):
    return [Word(part, 10.0 * k, 5.0, 8.0, 3.0, 0) for k, part in enumerate(text.split())]


@pytest.mark.parametrize(
    ('text', 'speeds', 'gains'),
    [
        ('25 mm/s 10 mm/mV 0.05 - 150 Hz', [25.0], [10.0]),
        ('Speed: 12,5mm/sec Gain: 5mm/mv', [12.5], [5.0]),
        ('25mm/s Limb: 10mm/mV Chest: 5.0mm/mV', [25.0], [5.0, 10.0]),
        ('150 mm/s 125 mm/mV 25 mm 10 mV', [], []),
        ('F50 ~ 0.5 - 40 Hz', [], []),
    ],
)
def test_what_words_tell(text, speeds, gains):
    assert printed_scales(words(text), 'speed') == speeds
    assert printed_scales(words(text), 'gain') == gains


def scale(pulse_mm=None, text='', **given):
    return find_paper_scale(FLAT, pulse_mm, words(text), **(dict(mm_per_s=None, mm_per_mv=None) | given))


def test_what_is_given_comes_first_then_pulses_then_words():
    found = scale(10.0, '50 mm/s 20 mm/mV', mm_per_s=12.5, mm_per_mv=5.0)
    assert (found.mm_per_s, found.mm_per_mv, found.speed_from, found.gain_from) == (12.5, 5.0, 'given', 'given')
    found = scale(10.1, '50 mm/s 20 mm/mV')
    assert (found.mm_per_s, found.mm_per_mv, found.speed_from, found.gain_from) == (50.0, 10.0, 'text', 'pulse')
    found = scale(None, '20 mm/mV')
    assert (found.mm_per_s, found.mm_per_mv, found.speed_from, found.gain_from) == (25.0, 20.0, 'assumed', 'text')
    assert scale().gain_from == 'assumed'
    assert scale(7.0).mm_per_mv == 7.0


def test_two_speeds_are_refused():
    with pytest.raises(NoVectorTracesError, match='different paper speeds'):
        scale(None, '25 mm/s 50 mm/s')


@pytest.mark.parametrize(
    ('pulse_mm', 'text', 'given', 'size'),
    [
        (None, '10 mm/mV', None, 1.0),
        (8.0, '', None, 0.8),
        (5.0, '', None, 1.0),
        (5.0, '10 mm/mV', None, 0.5),
        (6.0, '', 5.0, 1.2),
    ],
)
def test_the_size_of_a_page_without_a_grid(pulse_mm, text, given, size):
    found = scale_without_grid(pulse_mm, words(text), given)
    assert (found.x, found.y) == pytest.approx((size, size))
    assert not found.found
