import dataclasses

import numpy as np
import pytest

from ecgdigi.structures import PrintedPulse
from ecgdigi.visualization import draw_strip, draw_truth
from ecgdigi.visualization.truth import STRIP_ZOOM


def test_truth_is_drawn_on_the_ink(page):
    truth = dataclasses.replace(page.truth, labels=(), grid_offset_mm=None)
    drawn = draw_truth(np.full_like(page.picture, 255), page.page_map, truth)
    coloured = (drawn.max(-1).astype(int) - drawn.min(-1)) > 120
    ink = page.picture.max(-1) < 120
    near = np.zeros_like(ink)
    for shift in range(-2, 3):
        for axis in (0, 1):
            near |= np.roll(ink, shift, axis)
    # Nearly all of the line lies on ink (the marks at the ends of pieces do not); nearly all rows are drawn.
    assert (coloured & near).sum() > 0.85 * coloured.sum()
    assert coloured.any(0)[int(page.page_map.to_px(np.array([100.0, 50.0]))[0])]


def painted(page, **fields):
    """(H, W) where a blank page is painted for these fields of its truth, and for no others."""
    empty = dict(labels=(), pulses=(), traces=(), grid_offset_mm=None, baselines_mm=np.zeros(0))
    truth = dataclasses.replace(page.truth, **(empty | fields))
    return (draw_truth(np.full_like(page.picture, 255), page.page_map, truth) < 250).any(axis=2)


def test_boxes_pulses_rows_and_crossings_stand_where_the_truth_says(page):
    to_px = page.page_map.to_px
    label = page.truth.labels[0]
    rows, columns = np.nonzero(painted(page, labels=(label,)))
    edges = to_px(np.array(label.box_mm).reshape(2, 2)).ravel()
    assert np.array([columns.min(), rows.min(), columns.max(), rows.max()]) == pytest.approx(edges, abs=1.6)
    pulse = PrintedPulse(0, np.array([[10, 40], [11, 40], [11, 30], [16, 30], [16, 40], [17, 40.0]]))
    rows, columns = np.nonzero(painted(page, pulses=(pulse,)))
    edges = np.concatenate([to_px(np.array([10, 30.0])), to_px(np.array([17, 40.0]))])
    assert np.array([columns.min(), rows.min(), columns.max(), rows.max()]) == pytest.approx(edges, abs=1.6)
    rows, columns = np.nonzero(painted(page, baselines_mm=page.truth.baselines_mm[:1]))
    assert np.ptp(rows) <= 2
    assert rows.mean() == pytest.approx(to_px(np.array([50.0, page.truth.baselines_mm[0]]))[1], abs=1)
    crosses = painted(page, grid_offset_mm=(51.3, 32.1))  # any crossing of 5 mm lines says the same
    assert np.array_equal(crosses, painted(page, grid_offset_mm=(1.3, 2.1)))
    column, row = np.round(to_px(np.array([1.3 + 50, 2.1 + 25]))).astype(int)
    assert crosses[row, column - 6 : column + 7].all()
    assert crosses[row - 6 : row + 7, column].all()
    assert not crosses[row + 8, column + 8]
    assert crosses.sum() < 0.01 * crosses.size


def test_a_strip_is_enlarged_about_pixel_centres():
    picture = np.full((20, 30, 3), 255, np.uint8)
    rows = np.full(60, 9.0)
    rows[30:] = np.nan
    red = draw_strip(picture, rows)[..., 2].astype(int) - draw_strip(picture, rows)[..., 1]
    assert red.shape == (20 * STRIP_ZOOM, 30 * STRIP_ZOOM)
    line = np.unravel_index(red.argmax(), red.shape)[0]
    assert line == 9 * STRIP_ZOOM + STRIP_ZOOM // 2  # the middle of the enlarged row 9
    assert not red[:, 16 * STRIP_ZOOM :].any()
