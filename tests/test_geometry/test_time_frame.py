"""Page time: the rows are the exact pen heights of drawn pages, whose columns begin at 20 mm and end at 270 mm."""

from dataclasses import replace

import numpy as np
import pytest
from drawn_rows import cut, drawn_rows, reading

from ecgdigi.geometry.errors import RowsNotFoundError
from ecgdigi.geometry.page_marks import PageMarks
from ecgdigi.geometry.rows import RowReading
from ecgdigi.geometry.time_frame import TimeFrame, fit_time_frame
from ecgdigi.structures import LAYOUTS, LeadBox

X_MM = (np.arange(290 * 16) + 0.5) / 16


def fit(rows, name, marks=None):
    return fit_time_frame(rows, LAYOUTS[name], mm_per_s=25.0, marks=marks)


def starts_at(*places_mm):
    """Marks that say that pieces begin at these places of all rows."""
    starts = np.zeros((300, 300))
    starts[:, [round(place) for place in places_mm]] = 1.0
    return PageMarks((), (), starts, 0.0, 0.0, 1.0)


def test_traces_that_run_out_of_the_picture_keep_their_time(signal, make_style):
    rows = cut(drawn_rows(signal, make_style('3x4+1'), X_MM), 5.0, 255.0)
    frame = fit(rows, '3x4+1')
    assert (frame.duration_s, frame.width_mm) == (10.0, 250.0)
    assert frame.left_mm == pytest.approx(20.0, abs=0.2)


def test_where_both_ends_are_outside_the_beginnings_of_pieces_tell(signal, make_style):
    rows = cut(drawn_rows(signal, make_style('3x4'), X_MM), 28.0, 262.0)
    frame = fit(rows, '3x4', starts_at(20.0 + 62.5, 20.0 + 125.0, 20.0 + 187.5))
    assert frame.left_mm == pytest.approx(20.0, abs=1.6)  # as exactly as marks are, whose cells are 1 mm wide
    assert frame.duration_s == 10.0


def test_one_row_that_is_read_too_far_is_outvoted(signal, make_style):
    rows = drawn_rows(signal, make_style('6x2'), X_MM)
    pulse = np.where((X_MM > 10) & (X_MM < 20), rows[2].zero_line_mm, np.where(rows[2].printed, rows[2].y_mm, np.nan))
    rows[2] = reading(X_MM, pulse)
    assert fit(rows, '6x2').left_mm == pytest.approx(20.0, abs=0.2)


def test_columns_that_stand_closer_than_their_time(signal, make_style):
    """The columns of each row end 2.4 mm before those of the rhythm row, as on prints that set them 61.9 mm apart."""
    rows = drawn_rows(signal, make_style('3x4+1'), X_MM)
    short = [reading(X_MM, np.where(X_MM < 267.6, np.where(row.printed, row.y_mm, np.nan), np.nan)) for row in rows[:3]]
    frame = fit([*short, rows[3]], '3x4+1')
    assert frame.duration_s == 10.0
    assert frame.width_mm == pytest.approx(247.6, abs=0.2)


@pytest.mark.parametrize(('ends_mm', 'width_mm', 'slack_mm'), [(268.05, 248.0, 1e-9), (267.6, 247.6, 0.2)])
def test_columns_that_almost_stand_a_whole_number_of_mm_apart_do(signal, make_style, ends_mm, width_mm, slack_mm):
    rows = drawn_rows(signal, make_style('3x4+1'), X_MM)
    short = [reading(X_MM, np.where(ends_mm > X_MM, np.where(row.printed, row.y_mm, np.nan), np.nan)) for row in rows[:3]]
    assert fit([*short, rows[3]], '3x4+1').width_mm == pytest.approx(width_mm, abs=slack_mm)


def test_where_ink_sets_in_gradually_the_left_end_lies_between_positions():
    lefts = []
    for begin_mm in (22.4, 22.42, 22.44):  # far from any line of the grid
        inked = np.clip((X_MM - begin_mm) / 0.3 + 0.5, 0, 1) * (X_MM < 272.4)
        rows = [RowReading(X_MM, np.full(len(X_MM), 40.0 + 20 * k), inked, np.ones(len(X_MM))) for k in range(3)]
        lefts.append(fit(rows, '3x4').left_mm)
    assert np.diff(lefts) == pytest.approx([0.02, 0.02], abs=0.008)


def test_rows_that_darkness_hides_at_different_places_do_not_stand_closer(signal, make_style):
    rows = drawn_rows(signal, make_style('3x4+1'), X_MM)
    ends_mm = (267.6, 267.4, 261.0, 300.0)
    seen = [np.where((end > X_MM) & row.printed, row.y_mm, np.nan) for row, end in zip(rows, ends_mm, strict=True)]
    assert fit([reading(X_MM, y_mm) for y_mm in seen], '3x4+1').width_mm == 250.0


def test_a_row_without_a_trace_is_named(signal, make_style):
    rows = drawn_rows(signal, make_style('3x4'), X_MM)
    with pytest.raises(RowsNotFoundError, match='row 2 of 3 shows no trace'):
        fit([rows[0], reading(X_MM, np.full(len(X_MM), np.nan)), rows[2]], '3x4')


def test_slanted_frames_move_lower_rows(signal, make_style):
    rows = drawn_rows(signal, make_style('3x4'), X_MM)
    frame = TimeFrame(left_mm=20.0, duration_s=10.0, width_mm=250.0)
    slanted = frame.slanted(0.01, rows)
    box = LeadBox('aVR', 0, 1, 2.5, 2.5)
    lines_mm = np.array([row.zero_line_mm for row in rows])
    starts_mm = np.array([slanted.column_left_mm(box, line_mm) for line_mm in lines_mm])
    assert starts_mm == pytest.approx(82.5 + 0.01 * (lines_mm - lines_mm.mean()))
    assert replace(slanted, slant=0.0).column_left_mm(box, 300.0) == 82.5
