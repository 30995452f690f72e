"""Grids of several kinds, and what is none."""

import numpy as np
import pytest

from ecgdigi.vector.ruling import grid_scale
from ecgdigi.vector.strokes import Stroke


def ruled(x_mm, y_mm, left=0.0, top=0.0):
    vertical = [[[x, top], [x, top + 150]] for x in x_mm]
    level = [[[left, y], [left + 250, y]] for y in y_mm]
    return [Stroke(np.array(ends, np.float64)) for ends in [*vertical, *level]]


@pytest.mark.parametrize(
    ('x_pitch', 'y_pitch', 'scale'), [(1, 1, (1, 1)), (5, 5, (1, 1)), (0.8, 0.8, (0.8, 0.8)), (4.2, 5.5, (0.84, 1.1))]
)
def test_the_pitch_tells_the_size_of_a_millimetre(x_pitch, y_pitch, scale):
    found = grid_scale(ruled(3 + x_pitch * np.arange(40), 7 + y_pitch * np.arange(25)))
    assert found == pytest.approx(scale, rel=1e-6)


def test_thick_lines_on_thin_ones_frames_and_separators_do_not_matter():
    strokes = ruled(3 + np.arange(200), 7 + np.arange(140)) + ruled(3 + 5 * np.arange(40), 7 + 5 * np.arange(28))
    strokes += ruled([1.3, 81.4, 140.7], [2.2, 151.1])
    assert grid_scale(strokes) == pytest.approx((1, 1), rel=1e-6)


def test_a_grid_of_its_own_round_each_lead():
    strokes = []
    for panel in range(4):
        strokes += ruled(3 + 71.37 * panel + 5.3 * np.arange(13), 7 + 4.4 * np.arange(25), left=3 + 71.37 * panel)
    assert grid_scale(strokes) == pytest.approx((1.06, 0.88), rel=1e-6)


def test_lines_of_one_direction_serve_for_both():
    assert grid_scale(ruled(3 + 0.9 * np.arange(200), [])) == pytest.approx((0.9, 0.9), rel=1e-6)


def test_dots():
    strokes = [Stroke(np.array([[x, y], [x + 0.1, y]])) for x in range(40) for y in range(30)]
    assert grid_scale(strokes) == pytest.approx((1, 1), rel=1e-6)


def test_tables_and_traces_are_no_grid():
    rng = np.random.default_rng(0)
    assert grid_scale(ruled(rng.uniform(0, 250, 30), rng.uniform(0, 150, 30))) is None
    steps = np.repeat(np.arange(0, 100, 0.5), 2)
    stairs = np.stack([steps, 3.0 * np.round(np.roll(steps, 1) % 7)], 1)
    assert grid_scale([Stroke(stairs)] * 20) is None
    assert grid_scale(ruled(3 + 0.2 * np.arange(200), 7 + 0.2 * np.arange(200))) is None  # hatching
    assert grid_scale([]) is None
