import numpy as np

from ecgdigi.geometry.shading import brightest_channel, paper_brightness


def ruled_page() -> np.ndarray:
    """(480, 960, 3) uint8 at 8 px/mm: red lines every millimetre and a black trace, lit from the left."""
    page = np.full((480, 960, 3), 220.0)
    page[::8, :, :2] = 150
    page[:, ::8, :2] = 150
    page[238:242] = 30
    return (page * np.linspace(1, 0.5, 960)[None, :, None]).astype(np.uint8)


def test_paper_is_as_bright_as_its_light_where_a_trace_runs_too():
    paper = paper_brightness(brightest_channel(ruled_page()), mark_px=48, smooth_px=24)
    expected = 220 * np.linspace(1, 0.5, 960)
    assert np.abs(paper[:, 60:-60] - expected[None, 60:-60]).max() < 8


def test_coloured_lines_are_pale_in_the_brightest_channel():
    assert brightest_channel(ruled_page())[8, 4] == 219
    assert brightest_channel(ruled_page())[240, 4] == 29
