import cv2
import numpy as np
import pytest

from ecgdigi.synthesis.effects.blending import blend, blurred, multiply

BGR = np.array([200.0, 30.0, 90.0])


@pytest.fixture
def picture():
    return np.random.default_rng(0).integers(0, 256, (60, 80, 3)).astype(np.uint8)


@pytest.fixture
def mask():
    values = np.zeros((60, 80), np.uint8)
    values[5:30, 40:75] = np.random.default_rng(1).integers(0, 256, (25, 35))
    return values


def test_a_mask_is_laid_over_a_picture_by_its_shares(picture, mask):
    before, share = picture.copy(), mask[..., None] / 255 * 0.7
    for found, expected in (
        (blend(picture, mask, BGR, 0.7), picture + share * (BGR - picture)),
        (multiply(picture, mask, BGR, 0.7), picture * (1 - share * (1 - BGR / 255))),
    ):
        assert np.abs(found - expected).max() <= 1.6
        assert np.array_equal(found[mask == 0], picture[mask == 0])
        assert found is not picture
    assert np.array_equal(picture, before)
    assert np.array_equal(blend(picture, np.zeros_like(mask), BGR), picture)


@pytest.mark.parametrize('sigma_px', [0.4, 2.0, 9.0])
@pytest.mark.parametrize('shift', [(0, 0), (-5, 5), (30, -40)])
def test_a_mask_blurred_in_its_part_is_that_blurred_whole(mask, sigma_px, shift):
    mask = np.roll(mask, shift, (0, 1))
    assert np.array_equal(blurred(mask, sigma_px), cv2.GaussianBlur(mask, (0, 0), sigma_px))
    assert not blurred(np.zeros_like(mask), sigma_px).any()
