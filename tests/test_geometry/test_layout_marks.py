"""Layouts from marks that are made by hand."""

import numpy as np
import pytest

from ecgdigi.geometry.errors import RowsNotFoundError
from ecgdigi.geometry.layout_marks import guess_layout
from ecgdigi.geometry.page_marks import MarkedName, MarkedRow, PageMarks, find_marks
from ecgdigi.structures import LAYOUTS, LEAD_NAMES, PageLayout

LEFT_MM, WIDTH_MM, PITCH_MM = 20.0, 250.0, 30.0


def marks_of(layout, *, pitch_mm=PITCH_MM, hidden=(), above=(), below=()):
    """The marks of a page: rows, a name at each piece's start, a probability of 0.9 at each beginning."""
    rows = [MarkedRow(40 + pitch_mm * k, LEFT_MM, LEFT_MM + WIDTH_MM) for k in range(layout.num_rows)]
    starts = np.zeros((420, 300))
    names = []
    for row, leads in zip(rows, layout.rows, strict=True):
        for k, lead in enumerate(leads):
            x_mm = LEFT_MM + k * WIDTH_MM / len(leads)
            starts[round(row.y_mm) - 8 : round(row.y_mm) + 9, round(x_mm)] = 0.9
            if lead not in hidden:
                names.append(MarkedName(lead, x_mm + 4, row.y_mm - 6, 0.9))
    rows = sorted([*rows, *(MarkedRow(y, LEFT_MM, LEFT_MM + WIDTH_MM) for y in (*above, *below))], key=lambda row: row.y_mm)
    return PageMarks(tuple(rows), tuple(names), (), starts, 0.0, 0.0, 1.0)


@pytest.mark.parametrize('name', sorted(LAYOUTS))
@pytest.mark.parametrize('hidden', [(), LEAD_NAMES], ids=['named', 'unnamed'])
def test_known_layouts_are_told_apart_with_and_without_names(name, hidden):
    layout = LAYOUTS[name]
    guess = guess_layout(marks_of(layout, pitch_mm=15 if layout.num_rows > 7 else PITCH_MM, hidden=hidden))
    assert guess.layout == layout
    assert guess.num_wrong == 0
    assert guess.lead > 0


def test_lines_of_text_above_and_below_are_left_out():
    guess = guess_layout(marks_of(LAYOUTS['3x4+1'], above=[18.0], below=[158.0]))
    assert guess.layout.name == '3x4+1'
    assert [row.y_mm for row in guess.rows] == [40.0, 70.0, 100.0, 130.0]


def test_another_rhythm_lead_is_read_from_its_name():
    guess = guess_layout(marks_of(PageLayout('3x4+1', [*LAYOUTS['3x4'].rows, ['V5']])))
    assert guess.layout.rows[-1] == ('V5',)
    assert guess.layout.rows[:3] == LAYOUTS['3x4'].rows


def test_a_layout_that_is_given_is_taken_whatever_the_names_say():
    given = PageLayout('mine', [['V1', 'V2'], ['V3', 'V4']])
    guess = guess_layout(marks_of(PageLayout('other', [['I', 'II'], ['V3', 'V4']])), given)
    assert guess.layout == given
    assert (guess.num_names, guess.num_wrong) == (4, 2)


def test_too_few_rows_are_refused():
    with pytest.raises(RowsNotFoundError, match='2 rows of traces found, no known layout'):
        guess_layout(marks_of(PageLayout('x', [['I'], ['II']])))
    with pytest.raises(RowsNotFoundError, match='layout 12x1 has 12'):
        guess_layout(marks_of(LAYOUTS['3x4']), LAYOUTS['12x1'])


def test_marks_are_found_in_maps_of_probabilities():
    names = np.zeros((13, 60, 100))
    names[0] = 1.0
    names[:, 10:14, 20:26] = 0.0
    names[1 + LEAD_NAMES.index('V2'), 10:14, 20:24] = 0.8
    names[1 + LEAD_NAMES.index('V3'), 10:14, 24:26] = 0.9  # a part of the same blob
    rows = np.zeros((60, 100))
    rows[19:22, 15:90] = 0.9
    rows[40:42, 15:90] = 0.9
    rows[50:52, 15:25] = 0.9  # too short
    place = dict(left_mm=5.0, top_mm=-3.0, cell_mm=1.0)
    pulses = np.zeros_like(rows)
    pulses[30:41, 4:10] = 0.9
    marks = find_marks(names, rows, np.zeros_like(rows), pulses, LEAD_NAMES, **place)
    assert marks.pulses == ((8.5, 26.5, 14.5, 37.5),)
    assert [(name.lead, round(name.x_mm, 1), round(name.y_mm, 1)) for name in marks.names] == [('V2', 27.5, 8.5)]
    assert marks.names[0].score == pytest.approx(0.8 * 4 / 6)
    assert [round(row.y_mm, 1) for row in marks.rows] == [17.0, 37.5]
    assert marks.rows[0].left_mm == 20.0
    assert marks.rows[0].right_mm == 94.0
