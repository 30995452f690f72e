import numpy as np
import pytest

from ecgdigi.geometry.scale_lines import find_scale_places, stated_value
from ecgdigi.structures import SCALE_TEXTS


def line(*texts):
    """(1 + L, 40) probabilities of a line with texts: (quantity, value, probability), each 10 columns long."""
    scales = np.zeros((1 + len(SCALE_TEXTS), 40))
    for k, (quantity, value, probability) in enumerate(texts):
        scales[1 + SCALE_TEXTS.index((quantity, value)), 2 + 12 * k : 12 + 12 * k] = probability
    scales[0] = 1 - scales.sum(0)
    return scales


@pytest.mark.parametrize(
    ('lines', 'expected'),
    [
        ([line(('speed', 50.0, 0.9), ('gain', 20.0, 0.9))], (50.0, 20.0)),
        ([line(), line(('gain', 5.0, 0.9)), line(('gain', 5.0, 0.7), ('gain', 5.0, 0.85))], (None, 5.0)),
        ([line(('gain', 5.0, 0.9), ('gain', 10.0, 0.9))], (None, None)),  # limb and chest leads differ
        ([line(('speed', 25.0, 0.7))], (None, None)),  # not sure enough
    ],
)
def test_a_value_is_told_where_all_lines_agree(lines, expected):
    assert (stated_value(np.stack(lines), 'speed'), stated_value(np.stack(lines), 'gain')) == expected


def test_a_value_seen_in_few_columns_is_none():
    short = line(('gain', 20.0, 0.9))
    short[:, 5:] = line()[:, 5:]
    assert stated_value(short[None], 'gain') is None


def test_places_are_where_texts_stand():
    probability = np.zeros((30, 60))
    probability[10:13, 5:20] = 0.9
    probability[20:23, 30:48] = 0.7
    probability[0, 0:5] = 0.9  # too small
    places = find_scale_places(probability, left_mm=-2.0, top_mm=1.0, cell_mm=0.5)
    assert [tuple(place) for place in places] == [(0.5, 7.5, 6.5), (13.0, 21.5, 11.5)]
    assert find_scale_places(np.zeros((4, 4)), left_mm=0.0, top_mm=0.0, cell_mm=1.0) == ()
