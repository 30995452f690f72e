import numpy as np
import pytest

from ecgdigi.geometry.lattice_fit import fit_lattice

SETTINGS = dict(shape=(6, 8), cell=10.0, stiffness=0.1, outlier=0.5)


def plane(points):
    return np.stack([2 + 0.3 * points[:, 0] - 0.1 * points[:, 1], points[:, 1] * 0.2], 1)


def scattered(seed=0, count=400):
    return np.random.default_rng(seed).uniform([0, 0], [70, 50], (count, 2))


def nodes():
    return np.stack(np.meshgrid(np.arange(8) * 10.0, np.arange(6) * 10.0), -1)


def test_a_plane_is_found_exactly_and_goes_on_where_nothing_is_known():
    points = scattered()
    points = points[points[:, 0] < 45]
    found = fit_lattice(points, plane(points), np.ones(len(points)), **SETTINGS)
    assert np.allclose(found, plane(nodes().reshape(-1, 2)).reshape(6, 8, 2), atol=1e-3)


def test_outliers_count_little_and_weights_of_zero_nothing():
    points = scattered(1)
    values = plane(points)
    values[:40] += 5.0
    weights = np.ones(len(points))
    found = fit_lattice(points, values, weights, **SETTINGS)
    assert np.abs(found - plane(nodes().reshape(-1, 2)).reshape(6, 8, 2)).max() < 0.1
    weights[:40] = 0
    found = fit_lattice(points, values, weights, **SETTINGS)
    assert np.abs(found - plane(nodes().reshape(-1, 2)).reshape(6, 8, 2)).max() < 1e-3


@pytest.mark.parametrize(('stiffness', 'low', 'high'), [(0.001, 0.0, 0.05), (1e4, 0.5, 2.5)])
def test_stiffness_decides_how_sharply_it_may_bend(stiffness, low, high):
    points = scattered(2, 3000)
    values = np.abs(points[:, :1] - 30) / 10  # a fold along a line of nodes
    found = fit_lattice(points, values, np.ones(len(points)), **{**SETTINGS, 'stiffness': stiffness, 'outlier': 10.0})
    error = np.abs(found[:, :, 0] - np.abs(np.arange(8) - 3.0)).max()
    assert low <= error < high
