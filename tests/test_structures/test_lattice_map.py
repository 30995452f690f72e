import numpy as np
import pytest

from ecgdigi.structures import HomographyMap, LatticeMap, scale_matrix, transform_points, transformed
from ecgdigi.structures.lattice_map import fit_homography

TILTED = np.array([[0.12, 0.01, -5.0], [-0.012, 0.13, 3.0], [1e-5, 3e-5, 1.0]])  # px -> mm


@pytest.fixture
def bent():
    """A page seen at an angle, whose points are moved by up to two millimetres."""
    rows, columns = np.mgrid[0:40, 0:56]
    nodes_px = np.stack([columns, rows], -1) * 40.0
    nodes_mm = transform_points(TILTED, nodes_px)
    nodes_mm[..., 0] += np.sin(rows / 3) + np.abs(columns % 10 - 5) * 0.2
    nodes_mm[..., 1] += np.cos(columns / 4)
    return LatticeMap(nodes_mm, 40.0)


def test_there_and_back_is_the_same_point_inside_and_outside(bent):
    points = np.random.default_rng(0).uniform([-80, -80], [2280, 1680], (500, 2))
    assert np.abs(bent.to_px(bent.to_mm(points)) - points).max() < 1e-3
    assert bent.to_mm(points.reshape(10, 50, 2)).shape == (10, 50, 2)


def test_between_nodes_it_is_bilinear(bent):
    corners = bent.nodes_mm[3:5, 7:9]
    middle = bent.to_mm(np.array([[7.5, 3.5]]) * 40)
    assert np.allclose(middle, corners.mean((0, 1)))


def test_a_homography_before_and_behind(bent):
    before, after = np.array([[1.01, 0, 2], [0, 0.99, -1], [0, 0, 1.0]]), scale_matrix(0.5)
    points_mm = bent.to_mm(np.random.default_rng(1).uniform(0, 1500, (50, 2)))
    both = transformed(transformed(bent, after=after), before=before)
    expected = transform_points(after, bent.to_px(transform_points(before, points_mm)))
    assert np.allclose(both.to_px(points_mm), expected, atol=1e-3)
    assert np.allclose(both.to_mm(both.to_px(points_mm)), points_mm, atol=1e-4)
    flat = transformed(HomographyMap(scale_matrix(4.0)), before=before, after=after)
    assert isinstance(flat, HomographyMap)


def test_a_homography_is_found_again():
    points = np.random.default_rng(2).uniform(0, 2000, (30, 2))
    found = fit_homography(points, transform_points(TILTED, points))
    assert np.allclose(found / found[2, 2], TILTED, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize('nodes', [np.zeros((1, 4, 2)), np.zeros((4, 4, 3)), np.full((4, 4, 2), np.nan)])
def test_what_is_no_lattice_is_refused(nodes):
    with pytest.raises(ValueError, match='nodes_mm has shape'):
        LatticeMap(nodes, 8.0)
    with pytest.raises(ValueError, match='must be positive'):
        LatticeMap(np.zeros((4, 4, 2)), 0.0)


def test_closer_nodes_change_nothing(bent):
    closer = bent.with_closer_nodes(3)
    points = np.random.default_rng(1).uniform([0, 0], [2200, 1560], (200, 2))
    assert closer.cell_px == pytest.approx(40 / 3)
    assert np.abs(closer.to_mm(points) - bent.to_mm(points)).max() < 1e-9
    assert np.abs(closer.nodes_mm[::3, ::3] - bent.nodes_mm).max() < 1e-9
