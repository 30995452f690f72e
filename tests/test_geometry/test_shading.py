import numpy as np
import pytest

from ecgdigi.geometry.shading import MAX_GAIN, brightest_channel, even_light

PX_PER_MM = 8.0


def ruled_page() -> np.ndarray:
    """(480, 960, 3) uint8: red lines every millimetre and a black trace."""
    page = np.full((480, 960, 3), 220, np.uint8)
    page[::8, :, :2] = 150
    page[:, ::8, :2] = 150
    page[238:242] = 30
    return page


def test_a_page_in_even_light_stays_as_it_is():
    assert np.array_equal(even_light(ruled_page(), PX_PER_MM), ruled_page())


@pytest.mark.parametrize('shade', [0.6, 0.25])
def test_a_shadow_is_lifted_with_what_is_printed_in_it(shade):
    page = ruled_page()
    light = np.ones(960)
    light[400:600] = shade
    lifted = even_light((page * light[None, :, None]).astype(np.uint8), PX_PER_MM)
    inside = slice(450, 550)  # 6 mm from the shadow's edges
    assert np.abs(lifted[:, inside].astype(int) - page[:, inside]).max() <= 4 / shade
    assert np.array_equal(lifted[:, :320], page[:, :320])


def test_black_is_raised_no_further_than_to_a_limit():
    page = ruled_page()
    page[:, 300:700] = np.random.default_rng(0).integers(0, 4, (480, 400, 3))
    assert even_light(page, PX_PER_MM)[:, 400:600].max() <= 3 * MAX_GAIN + 1


def test_coloured_lines_are_pale_in_the_brightest_channel():
    assert brightest_channel(ruled_page())[8, 4] == 220
    assert brightest_channel(ruled_page())[240, 4] == 30
