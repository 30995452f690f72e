import numpy as np
import pytest

from ecgdigi.structures import HomographyMap, local_px_per_mm, scale_matrix


def test_map_and_back():
    rng = np.random.default_rng(0)
    page_map = HomographyMap(scale_matrix(8.0) @ (np.eye(3) + rng.normal(0, 1e-3, (3, 3))))
    points = rng.uniform(0, 200, (50, 2))
    assert np.allclose(page_map.to_mm(page_map.to_px(points)), points, atol=1e-9)


def test_upright_page_starts_at_the_corner_of_its_first_pixel():
    page_map = HomographyMap(scale_matrix(4.0))
    assert np.allclose(page_map.to_mm(np.array([-0.5, -0.5])), 0)
    assert local_px_per_mm(page_map, np.array([10.0, 10.0])) == pytest.approx((4.0, 4.0))


def test_singular_matrix_is_refused():
    with pytest.raises(ValueError, match='invertible'):
        HomographyMap(np.zeros((3, 3)))
