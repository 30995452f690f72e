import cv2
import numpy as np
import pytest

from ecgdigi.geometry.warp import dense, lattice_nodes, resample


def test_nodes_lie_on_their_pixels_and_values_between_are_bilinear():
    nodes = lattice_nodes((100, 70), 15)
    assert nodes.shape == (6, 8, 2)
    values = dense(nodes, 15, (100, 70))
    rows, columns = np.mgrid[0:70, 0:100]
    assert np.abs(values - np.stack([columns, rows], -1)).max() < 1e-3
    with pytest.raises(ValueError, match='must be odd'):
        dense(nodes, 14, (100, 70))


def test_a_picture_shifted_through_its_nodes():
    picture = np.random.default_rng(0).integers(0, 255, (70, 100, 3), np.uint8)
    places = lattice_nodes((90, 60), 15) + np.array([4.0, 7.0])
    moved = resample(picture, places, 15, (90, 60), interpolation=cv2.INTER_LINEAR, border=cv2.BORDER_REPLICATE)
    assert np.array_equal(moved, picture[7:67, 4:94])
