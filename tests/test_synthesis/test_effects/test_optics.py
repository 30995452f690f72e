import cv2
import numpy as np
import pytest

from ecgdigi.structures import LAYOUTS, HomographyMap, PageTruth
from ecgdigi.synthesis.drawing import Page
from ecgdigi.synthesis.effects import SensorNoise
from ecgdigi.synthesis.effects.optics import sharpened


@pytest.fixture(scope='module')
def line():
    """A dark line, 3 px wide, on grey paper, seen by a lens."""
    picture = np.full((80, 120, 3), 190, np.uint8)
    picture[:, 60:63] = 60
    return cv2.GaussianBlur(picture, (0, 0), 0.8)


def test_sharpening_leaves_flat_paper_darkens_lines_and_gives_them_bright_rims(line):
    assert np.array_equal(sharpened(line, 1.0, 0.0), line)
    profile, plain = (picture[40, :, 0].astype(int) for picture in (sharpened(line, 1.2, 1.0), line))
    assert (profile[:50] == 190).all()
    assert profile[61] < plain[61] - 15
    assert profile.max() > 190 + 8
    assert np.array_equal(profile[31:61], profile[62:92][::-1])  # nothing moves


def test_developed_pictures_have_more_contrast_and_others_their_noise(line):
    plain, developed = (
        [SensorNoise(sigma=(1.0, 1.0), developed=share)(_page(line), np.random.default_rng(k)).picture for k in range(8)]
        for share in (0.0, 1.0)
    )
    depths = [np.mean([p[:, :40].mean() - p[:, 61].mean() for p in pictures]) for pictures in (plain, developed)]
    assert depths[1] > depths[0] + 8
    assert np.mean([p[:, :40].std() for p in plain]) == pytest.approx(1.0, abs=0.15)


def test_weak_noise_is_as_frequent_as_strong_noise():
    grey = np.full((200, 200, 3), 128, np.uint8)
    spreads = [SensorNoise(developed=0.0)(_page(grey), np.random.default_rng(k)).picture.std() for k in range(60)]
    assert np.median(spreads) == pytest.approx(np.sqrt(12.0), rel=0.3)  # the middle of 1 to 12 by ratio


def _page(picture):
    truth = PageTruth(LAYOUTS['3x4'], 10.0, 25.0, 10.0, 0.0, np.zeros(3), (), (30.0, 20.0))
    return Page(picture, HomographyMap(np.eye(3)), truth, 500.0, (0.0, 0.0, 30.0, 20.0))
