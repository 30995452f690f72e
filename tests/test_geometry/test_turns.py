import numpy as np
import pytest

from ecgdigi.geometry.turns import turned


@pytest.mark.parametrize('quarter_turns', [0, 1, 2, 3])
def test_points_of_the_paper_keep_their_coordinates(page, quarter_turns):
    picture, page_map = turned(page.picture, page.page_map, quarter_turns)
    assert np.array_equal(picture, np.rot90(page.picture, quarter_turns))
    points_mm = np.random.default_rng(1).uniform([20, 20], [200, 150], (20, 2))
    before, after = page.page_map.to_px(points_mm), page_map.to_px(points_mm)
    for (x, y), (x_turned, y_turned) in zip(np.round(before).astype(int), np.round(after).astype(int), strict=True):
        assert np.array_equal(page.picture[y, x], picture[y_turned, x_turned])
