"""Strokes of a pen: joined, cut, seen; and which of them are traces."""

import numpy as np
import pytest

from ecgdigi.vector.clipping import visible_parts
from ecgdigi.vector.drawing import Polyline
from ecgdigi.vector.strokes import Stroke, centre_of_outline, find_strokes, find_traces

PAGE = (0.0, 0.0, 300.0, 200.0)
BLACK = (0, 0, 0, 0.2)
# Of the thickness of an outline.
HALF_MM = np.array([0.0, 0.2])


def line(points, style=BLACK, filled=False, clip=PAGE):
    return Polyline(np.array(points, np.float64), style, filled, clip)


def wave(left=20.0, right=80.0, count=200, y=100.0):
    x = np.linspace(left, right, count)
    return np.stack([x, y + 3 * np.sin(x)], 1)


def test_a_line_is_cut_to_its_box_with_gaps():
    points = np.array([[0.0, 5.0], [10.0, 5.0], [10.0, 20.0], [20.0, 20.0], [20.0, 5.0], [30.0, 5.0]])
    parts = visible_parts(points, (5.0, 0.0, 25.0, 10.0))
    expected = [[5, 5], [10, 5], [10, 10], [np.nan, np.nan], [20, 10], [20, 5], [25, 5]]
    assert np.allclose(parts, expected, equal_nan=True)
    assert len(visible_parts(points, (50.0, 0.0, 60.0, 10.0))) == 0
    assert visible_parts(points, PAGE) is points


def test_parts_that_touch_become_one_and_copies_are_left_out():
    points = wave()
    parts = [line(points[k : k + 11]) for k in range(0, len(points) - 1, 10)]
    (stroke,) = find_strokes([*parts, line(points)])
    assert np.array_equal(stroke.points_mm, points)


@pytest.mark.parametrize('other', [dict(style=(255, 0, 0, 0.2)), dict(clip=(0.0, 0.0, 150.0, 200.0))], ids=['colour', 'clip'])
def test_lines_that_differ_are_not_joined(other):
    assert len(find_strokes([line([[0, 0], [10, 10]]), line([[10, 10], [20, 0]], **other)])) == 2
    assert len(find_strokes([line([[0, 0], [10, 10]]), line([[10, 10], [20, 0]])])) == 1


def test_the_line_in_the_middle_of_an_outline():
    middle = wave()
    outline = np.concatenate([middle - HALF_MM, (middle + HALF_MM)[::-1]])
    assert np.allclose(centre_of_outline(outline), middle)
    # One that is drawn from the right, and one that stands on its side.
    assert np.allclose(centre_of_outline(np.concatenate([(middle - HALF_MM)[::-1], middle + HALF_MM])), middle[::-1])
    assert np.allclose(centre_of_outline(outline[:, ::-1]), middle[:, ::-1])


def test_what_is_no_outline():
    angle = np.linspace(0, 2 * np.pi, 100)
    disc = 50 + 20 * np.stack([np.cos(angle), np.sin(angle)], 1)
    assert centre_of_outline(disc) is None
    assert centre_of_outline(disc[:20]) is None


def test_traces_and_what_is_none():
    circle = wave()
    circle[:, 0] = 50 + 20 * np.cos(np.linspace(0, 6, 200))
    straight = np.stack([np.linspace(0, 250, 40), np.full(40, 7.0)], 1)
    others = [circle, straight, wave(count=20), wave(right=30.0)]
    traces = find_traces([Stroke(points) for points in [wave(), wave()[::-1], *others]])
    assert len(traces) == 2
    assert np.array_equal(traces[1].points_mm, wave())


def test_a_lead_without_signal_is_a_trace_by_its_many_points():
    flat = np.stack([np.linspace(20, 80, 200), np.full(200, 50.0)], 1)
    assert len(find_traces([Stroke(wave()), Stroke(flat)])) == 2
    assert len(find_traces([Stroke(flat)])) == 0
