import numpy as np
import pytest

from ecgdigi.registry import EFFECTS

EFFECTS.import_from_location()


@pytest.mark.parametrize('name', sorted(EFFECTS.module_dict))
def test_same_seed_same_page_and_truth_untouched(page, name):
    effect = EFFECTS.build(dict(type=name))
    first, second = (effect(page, np.random.default_rng(3)) for _ in range(2))
    assert np.array_equal(first.picture, second.picture)
    assert first.picture.dtype == np.uint8
    assert first.truth is page.truth
    assert not np.array_equal(first.picture, page.picture)


def test_warp_moves_the_map_with_the_picture(page):
    """A dark mark drawn on the page is found after the warp where the new map says."""
    from dataclasses import replace

    import cv2

    place_mm = np.array([150.0, 100.0])
    blank = np.full_like(page.picture, 255)
    cv2.circle(blank, np.round(page.page_map.to_px(place_mm)).astype(int).tolist(), 9, (0, 0, 0), -1)
    drawn_mm = page.page_map.to_mm(np.round(page.page_map.to_px(place_mm)))
    for seed in range(5):
        warped = EFFECTS.build(dict(type='ScanWarp'))(replace(page, picture=blank), np.random.default_rng(seed))
        ink = 255.0 - warped.picture[..., 1]
        around = warped.page_map.to_px(drawn_mm)
        u, v = np.round(around).astype(int)
        window = ink[v - 20 : v + 21, u - 20 : u + 21]
        rows, columns = np.mgrid[v - 20 : v + 21, u - 20 : u + 21]
        centre = np.array([(window * columns).sum(), (window * rows).sum()]) / window.sum()
        assert np.abs(centre - around).max() < 0.2


def test_probability_outside_0_to_1_is_refused():
    with pytest.raises(ValueError, match='probability'):
        EFFECTS.build(dict(type='Blur', probability=1.5))
