import numpy as np
import pytest

from ecgdigi.geometry.flatness import flatness
from ecgdigi.geometry.grid_phase import PhaseField


def fields(bend_mm, noise_mm, weight=0.5):
    """Phases of a page at 8 px/mm whose lines are bent sideways by a slow wave, with noise from cell to cell."""
    rows, columns = np.mgrid[0:40, 0:60]
    points = np.stack([columns.ravel(), rows.ravel()], -1) * 40.0
    rng = np.random.default_rng(0)
    made = []
    for axis in (0, 1):
        off = bend_mm * np.sin(points[:, axis] / 300) + rng.normal(0, noise_mm, len(points))
        made.append(PhaseField(axis, points, points[:, axis] / 8 + off, np.full(len(points), weight), 1.0, np.zeros(2), (40, 60)))
    return made


MAP = np.diag([1 / 8, 1 / 8, 1.0])


def test_a_flat_page_leaves_nothing():
    assert flatness(fields(0, 0), MAP) == pytest.approx((0, 0), abs=1e-9)


def test_noise_averages_out_but_scatters():
    residual_mm, scatter = flatness(fields(0, 0.05), MAP)
    assert residual_mm < 0.02
    assert scatter == pytest.approx(1.645 * 0.05, rel=0.1)  # the ninth decile of a bell curve's absolute value


def test_a_bend_does_not_average_out():
    assert flatness(fields(0.3, 0.05), MAP)[0] > 0.2


def test_cells_without_lines_say_nothing():
    assert flatness(fields(0.3, 0.05, weight=0.05), MAP) == (np.inf, np.inf)
