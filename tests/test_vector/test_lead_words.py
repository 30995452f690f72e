"""Lead names among a page's words, their rows, and the layout that they tell."""

from itertools import pairwise

import numpy as np
import pytest

from ecgdigi.structures import CABRERA_LAYOUTS, LAYOUTS
from ecgdigi.vector.drawing import Word
from ecgdigi.vector.lead_words import LeadWord, find_lead_words, known_layout, layout_of_names, names_of_rows
from ecgdigi.vector.strokes import Stroke
from ecgdigi.vector.trace_rows import TraceRow

HEIGHTS_MM = (50.0, 90.0, 130.0, 170.0)


def word(text, x, y, turns=0):
    return Word(text, x, y, 2.0 * len(text), 3.0, turns)


def rows(traces=(4, 4, 4, 1)):
    found = []
    for height_mm, count in zip(HEIGHTS_MM, traces, strict=True):
        edges = np.linspace(20, 270, count + 1)
        strokes = [Stroke(np.stack([np.linspace(a, b, 50), np.full(50, height_mm)], 1)) for a, b in pairwise(edges)]
        found.append(TraceRow(tuple(strokes), height_mm))
    return found


def names(layout, above_mm=8.0, aside_mm=3.0, without=()):
    return [
        LeadWord(box.printed_name, 20 + 25 * box.start_s + aside_mm, HEIGHTS_MM[box.row] - above_mm)
        for box in layout.boxes(duration_s=10.0)
        if box.row not in without
    ]


def test_names_stand_alone():
    words = [word('I', 20, 20), word('aVR', 60, 20), word('V1:', 100, 20), word('DII', 20, 60), word('\N{MINUS SIGN}aVR', 60, 60)]
    words += [word('Type', 20, 100), word('II', 27, 100), word('V4', 200, 20, turns=1), word('V7', 200, 60)]
    assert [found.name for found in find_lead_words(words)] == ['I', 'aVR', 'V1', 'II', '-aVR']


@pytest.mark.parametrize(('above_mm', 'aside_mm'), [(8, 3), (17, 25), (0, -10), (-6, 3)])
def test_names_belong_to_rows_wherever_they_are_set(above_mm, aside_mm):
    layout = LAYOUTS['3x4+1']
    found = names_of_rows(names(layout, above_mm, aside_mm), rows())
    assert [[name.name for name in row] for row in found] == [list(row) for row in layout.rows]


def test_names_at_different_distances_belong_to_the_row_below():
    words = [LeadWord(word.name, word.x_mm, word.y_mm - 7 * (k % 3)) for k, word in enumerate(names(LAYOUTS['3x4+1'], 10))]
    found = names_of_rows(words, rows())
    assert [len(row) for row in found] == [4, 4, 4, 1]


def test_a_heading_far_away_is_no_name():
    heading = [LeadWord('V3', 250.0, 10.0)]
    assert [len(row) for row in names_of_rows(names(LAYOUTS['3x4+1']) + heading, rows())] == [4, 4, 4, 1]
    assert names_of_rows([], rows()) == [[], [], [], []]


def test_the_layout_of_names():
    layout, chosen = layout_of_names(names_of_rows(names(LAYOUTS['3x4+1']), rows()), rows())
    assert layout == LAYOUTS['3x4+1']
    assert chosen == [0, 1, 2, 3]
    layout, chosen = layout_of_names(names_of_rows(names(LAYOUTS['3x4+1'], without=(3,)), rows()), rows())
    assert layout == LAYOUTS['3x4']
    assert chosen == [0, 1, 2]


def test_names_that_are_too_few_or_double_tell_no_layout():
    some = names(LAYOUTS['3x4+1'])
    assert layout_of_names(names_of_rows(some[1:], rows()), rows()) is None
    twice = [LeadWord('V1', some[0].x_mm, some[0].y_mm), *some[1:]]
    assert layout_of_names(names_of_rows(twice, rows()), rows()) is None
    # One name beside a row of four traces.
    assert layout_of_names(names_of_rows(some, rows()), rows((4, 4, 4, 4))) is None
    assert layout_of_names([[], [], [], []], rows()) is None


def test_known_layouts_have_their_names():
    cabrera = CABRERA_LAYOUTS['cabrera-3x4+1']
    assert known_layout(cabrera.rows).name == 'cabrera-3x4+1'
    assert known_layout([*LAYOUTS['3x4'].rows, ['V5']]).name == '3x4+1'
    assert known_layout([['V1', 'I'], ['V2', 'II'], ['V3']]).name == '2x2+1'
