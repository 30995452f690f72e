"""Rows, columns, and samples of traces that are made by hand."""

import numpy as np
import pytest

from ecgdigi.geometry.errors import RowsNotFoundError
from ecgdigi.structures import LAYOUTS, PageLayout
from ecgdigi.vector.columns import find_columns
from ecgdigi.vector.pieces import sample_rows
from ecgdigi.vector.strokes import Stroke
from ecgdigi.vector.trace_rows import as_readings, find_rows

STEP_MM = 0.1
SPEED = 25.0


def trace(left, length, y, wave_mm=2.0):
    x = left + np.arange(round(length / STEP_MM)) * STEP_MM
    return Stroke(np.stack([x, y + wave_mm * np.sin(x)], 1))


def page(pitch=62.5, length=62.5, left=20.0, rows=3, rhythm=True):
    traces = [trace(left + pitch * k, length, 30 + 40 * row + (k % 2)) for row in range(rows) for k in range(4)]
    return traces + ([trace(left, 250.0, 30 + 40 * rows)] if rhythm else [])


def test_traces_are_sorted_into_rows():
    traces = page()
    rows = find_rows([traces[k] for k in np.random.default_rng(0).permutation(len(traces))])
    assert [len(row.traces) for row in rows] == [4, 4, 4, 1]
    assert [row.height_mm for row in rows] == pytest.approx([30.5, 70.5, 110.5, 150], abs=0.6)
    assert all((np.diff([trace.points_mm[0, 0] for trace in row.traces]) > 60).all() for row in rows[:3])
    assert rows[0].step_mm == pytest.approx(STEP_MM)


def test_a_trace_far_from_its_row_stands_where_there_is_room():
    traces = page(rhythm=False)
    traces[5] = trace(82.5, 62.5, 55.0)  # nearer to the row above, where another one stands
    assert [len(row.traces) for row in find_rows(traces)] == [4, 4, 4]


def test_nothing_and_readings():
    assert find_rows([]) == []
    readings = as_readings(find_rows([*page(), trace(20.0, 100.0, 190.0)]))
    assert [reading.extent_mm()[0] for reading in readings] == pytest.approx([20.0] * 5, abs=0.11)
    assert readings[-1].extent_mm()[1] == pytest.approx(120.0, abs=0.2)
    assert readings[3].zero_line_mm == pytest.approx(150.0, abs=0.1)


@pytest.mark.parametrize(('pitch', 'length'), [(62.5, 62.5), (62.0, 62.3), (64.5, 62.5), (62.5, 60.0)])
def test_columns_have_their_time_though_they_are_set_close_or_wide(pitch, length):
    columns = find_columns(find_rows(page(pitch, length)), LAYOUTS['3x4+1'], mm_per_s=SPEED)
    assert columns.duration_s == 10.0
    assert columns.is_whole
    assert columns.edges_mm[4][:4] == pytest.approx(20 + pitch * np.arange(4), abs=1e-6)
    assert columns.starts_s[4] == pytest.approx(2.5 * np.arange(5), abs=0.005)


def test_without_a_rhythm_row_and_of_odd_lengths():
    wide = find_columns(find_rows(page(64.5, rhythm=False)), LAYOUTS['3x4'], mm_per_s=SPEED)
    assert (wide.duration_s, wide.is_whole) == (10.0, True)
    odd = find_columns(find_rows(page(54.0, 54.0, rhythm=False)), LAYOUTS['3x4'], mm_per_s=SPEED)
    assert odd.duration_s == pytest.approx(8.64)
    assert not odd.is_whole
    assert odd.starts_s[4] == pytest.approx(2.16 * np.arange(5))


def test_a_row_of_one_line_is_shared_equally():
    columns = find_columns(find_rows([trace(20.0, 250.0, 30 + 40 * row) for row in range(3)]), LAYOUTS['3x4'], mm_per_s=SPEED)
    assert columns.edges_mm[4] == pytest.approx(20 + 62.5 * np.arange(5))


def test_traces_that_begin_elsewhere_fit_no_layout():
    rows = find_rows(page(rhythm=False))
    with pytest.raises(RowsNotFoundError, match='4 traces does not fit 3 leads'):
        find_columns(rows, PageLayout('3x3', [['I', 'V1', 'V4'], ['II', 'V2', 'V5'], ['III', 'V3', 'V6']]), mm_per_s=SPEED)


def test_samples_run_straight_between_points_and_end_with_the_line():
    layout = PageLayout('2x2', [['I', '-aVR'], ['II', 'V1']])
    rows = find_rows([trace(20 + 62.5 * k, 62.0, 30 + 40 * row) for row in range(2) for k in range(2)])
    columns = find_columns(rows, layout, mm_per_s=SPEED)
    shown = sample_rows(rows, layout, columns, [30.0, 70.0], mm_per_s=SPEED, mm_per_mv=10.0, fs_hz=500.0)
    lead = shown[0].lead('I')
    x_mm = 20 + 0.05 * np.arange(1239)
    assert np.allclose(lead[:1239], -0.2 * np.sin(x_mm), atol=3e-4)
    assert not np.isfinite(lead[1239:]).any()
    # Printed upside down, it has its own sign.
    assert shown[0].lead('aVR')[1250] == pytest.approx(0.2 * np.sin(82.5), abs=1e-4)
    assert not np.isfinite(shown[1].lead('I')).any()


def test_small_gaps_between_parts_are_closed_and_clipped_ones_are_not():
    whole = trace(20.0, 250.0, 30.0).points_mm
    layout = PageLayout('1x1', [['II']])

    def shown(traces):
        rows = find_rows(traces)
        columns = find_columns(rows, layout, mm_per_s=SPEED)
        return sample_rows(rows, layout, columns, [30.0], mm_per_s=SPEED, mm_per_mv=10.0, fs_hz=500.0)[0].lead('II')

    assert np.isfinite(shown([Stroke(whole[:1000]), Stroke(whole[1001:])])[:4990]).all()
    clipped = Stroke(np.concatenate([whole[:1000], [[np.nan, np.nan]], whole[1001:]]))
    assert np.flatnonzero(~np.isfinite(shown([clipped])[:4990])).tolist() == [1999, 2000, 2001]
