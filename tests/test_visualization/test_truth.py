import numpy as np

from ecgdigi.visualization import draw_strip, draw_truth
from ecgdigi.visualization.truth import STRIP_ZOOM


def test_truth_is_drawn_on_the_ink(page):
    drawn = draw_truth(np.full_like(page.picture, 255), page.page_map, page.truth)
    coloured = (drawn.max(-1).astype(int) - drawn.min(-1)) > 120
    ink = page.picture.max(-1) < 120
    near = np.zeros_like(ink)
    for shift in range(-2, 3):
        for axis in (0, 1):
            near |= np.roll(ink, shift, axis)
    # Nearly all of the line lies on ink (the marks at the ends of pieces do not); nearly all rows are drawn.
    assert (coloured & near).sum() > 0.85 * coloured.sum()
    assert coloured.any(0)[int(page.page_map.to_px(np.array([100.0, 50.0]))[0])]


def test_a_strip_is_enlarged_about_pixel_centres():
    picture = np.full((20, 30, 3), 255, np.uint8)
    rows = np.full(60, 9.0)
    rows[30:] = np.nan
    red = draw_strip(picture, rows)[..., 2].astype(int) - draw_strip(picture, rows)[..., 1]
    assert red.shape == (20 * STRIP_ZOOM, 30 * STRIP_ZOOM)
    line = np.unravel_index(red.argmax(), red.shape)[0]
    assert line == 9 * STRIP_ZOOM + STRIP_ZOOM // 2  # the middle of the enlarged row 9
    assert not red[:, 16 * STRIP_ZOOM :].any()
