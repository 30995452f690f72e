"""Marks from maps of probabilities."""

import numpy as np
import pytest

from ecgdigi.geometry.page_marks import MarkedName, PageMarks, find_marks
from ecgdigi.structures import LEAD_NAMES


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
    marks = find_marks(names, rows, np.zeros_like(rows), LEAD_NAMES, **place)
    assert [(name.lead, round(name.x_mm, 1), round(name.y_mm, 1)) for name in marks.names] == [('V2', 27.5, 8.5)]
    assert marks.names[0].score == pytest.approx(0.8 * 4 / 6)
    assert [round(y_mm, 1) for y_mm in marks.rows_mm] == [17.0, 37.5]


def rows_found(strengths):
    """Rows of 150 mm at paper y 20, 40, 60...; one of strength s spreads over 1 / s times as many heights."""
    rows = np.zeros((30 + 20 * len(strengths), 170))
    for k, strength in enumerate(strengths):
        spread = round(2 / strength)
        middle = 20 + 20 * k
        rows[middle - spread // 2 : middle + spread - spread // 2, 10:160] = 0.8 * strength
    empty = np.zeros((13, *rows.shape))
    empty[0] = 1.0
    return [round(y) for y in find_marks(empty, rows, rows, LEAD_NAMES, left_mm=0.0, top_mm=0.5, cell_mm=1.0).rows_mm]


def test_a_row_that_wanders_is_found_in_line_with_others():
    assert rows_found([1, 1, 1, 0.3, 0.3, 1]) == [20, 40, 60, 80, 100, 120]
    assert rows_found([1, 1, 1, 0.3]) == [20, 40, 60]  # text below them
    assert rows_found([1, 1, 1, 0.1, 1]) == [20, 40, 60, 100]
    assert rows_found([1, 0.3, 1]) == [20, 60]  # two rows have no rhythm


def test_places_of_printed_scales_are_marked():
    names, scales = np.zeros((13, 60, 100)), np.zeros((60, 100))
    scales[5:8, 20:32] = 0.9
    marks = find_marks(names, names[0], names[0], LEAD_NAMES, scales, left_mm=-4.0, top_mm=2.0, cell_mm=1.0)
    assert marks.scale_places == ((16.0, 27.0, 8.0),)
    assert (marks.mm_per_s, marks.mm_per_mv) == (None, None)  # they are still to be read


def test_support_is_the_lead_over_the_best_other():
    name = MarkedName(0.0, 0.0, {'I': 0.4, 'II': 0.35, 'V1': 0.1})
    assert (name.lead, name.score) == ('I', 0.4)
    assert name.support('I') == pytest.approx(0.05)
    assert name.support('II') == pytest.approx(-0.05)
    assert name.support('V6') == pytest.approx(-0.4)


def test_profile_of_beginnings_is_of_one_row_alone():
    starts = np.zeros((120, 200))
    starts[45:56, 80] = 1.0
    starts[95:106, 150] = 1.0
    marks = PageMarks((), (), starts, 10.0, 0.0, 1.0)
    x_mm = np.arange(0.0, 220.0, 0.5)
    profile = marks.start_profile(50.0, x_mm)
    assert profile[x_mm == 90.0] == 1.0
    assert profile[(x_mm < 87.0) | (x_mm > 93.0)].max() == 0.0
    assert marks.start_profile(500.0, x_mm).max() == 0.0  # a row below the picture
