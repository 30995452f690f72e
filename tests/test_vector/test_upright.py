"""Which way up a page's content stands."""

import numpy as np
import pytest

from ecgdigi.vector.drawing import Word
from ecgdigi.vector.strokes import Stroke
from ecgdigi.vector.upright import quarter_turns_of, turned_back, turned_upright

SIZE_MM = (300.0, 200.0)


def trace():
    x = np.linspace(20, 120, 200)
    return np.stack([x, 80 + np.sin(x)], 1)


def words(quarter_turns):
    return [Word('V1', 10.0, 10.0, 4.0, 3.0, quarter_turns)] * 3


@pytest.mark.parametrize('turns', [0, 1, 2, 3])
def test_turning_there_and_back(turns):
    seen = turned_back(trace(), turns, SIZE_MM)
    assert np.allclose(turned_upright(seen, turns, SIZE_MM), trace())
    assert quarter_turns_of([Stroke(seen)], words(turns)) == turns


@pytest.mark.parametrize('turns', [1, 3])
def test_on_their_side_the_direction_of_drawing_tells(turns):
    assert quarter_turns_of([Stroke(turned_back(trace(), turns, SIZE_MM))], []) == turns


def test_upright_traces_may_be_drawn_from_the_right():
    assert quarter_turns_of([Stroke(trace()[::-1])], []) == 0
    assert quarter_turns_of([Stroke(trace()[::-1])], words(0)) == 0


def test_few_words_do_not_tell():
    assert quarter_turns_of([Stroke(trace())], words(2)[:2]) == 0


def test_clockwise_means_clockwise():
    # What was at the top left is then at the top right.
    assert np.allclose(turned_back(np.array([[0.0, 0.0]]), 1, SIZE_MM), [[300.0, 0.0]])
