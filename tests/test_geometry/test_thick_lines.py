"""The origin of a map on thick lines, on drawn pages that are cut off anywhere."""

from dataclasses import replace

import numpy as np
import pytest

from ecgdigi.geometry.grid import fit_grid
from ecgdigi.geometry.thick_lines import with_thick_origin
from ecgdigi.structures import picture_box_mm, transformed
from ecgdigi.synthesis.drawing import draw_page


def moved(page_map, origin_mm):
    """The same map with its origin at a point of the paper."""
    x, y = origin_mm
    return transformed(page_map, before=np.array([[1, 0, x], [0, 1, y], [0, 0, 1.0]]))


@pytest.mark.parametrize('moved_mm', [(0, 0), (1, 3), (2, 4), (-7, 11)])
def test_an_origin_on_any_line_is_brought_to_thick_ones(page, moved_mm):
    grid_map = moved(page.page_map, page.truth.grid_offset_mm)
    off_map = moved(grid_map, moved_mm)
    found = with_thick_origin(page.picture, off_map, picture_box_mm(off_map, page.picture.shape[1::-1]))
    origin_mm = grid_map.to_mm(found.to_px(np.zeros((1, 2))))
    assert np.allclose(origin_mm / 5, np.round(origin_mm / 5), atol=1e-6)


@pytest.mark.parametrize('cut_px', [0, 9, 17])
def test_the_map_of_a_cropped_page_starts_on_thick_lines(page, cut_px):
    picture = np.ascontiguousarray(page.picture[cut_px:, 2 * cut_px :])
    origin_px = fit_grid(picture).page_map.to_px(np.zeros((1, 2))) + np.array([2 * cut_px, cut_px])
    off_mm = page.page_map.to_mm(origin_px) - page.truth.grid_offset_mm
    assert np.allclose(off_mm / 5, np.round(off_mm / 5), atol=0.02)


def test_lines_that_are_all_alike_leave_the_map_as_it_is(signal, make_style):
    style = make_style('3x4+1')
    alike = replace(style, grid=replace(style.grid, coarse_width_mm=style.grid.fine_width_mm, coarse_bgr=style.grid.fine_bgr))
    drawn = draw_page(signal, alike, rng=np.random.default_rng(0))
    box_mm = picture_box_mm(drawn.page_map, drawn.picture.shape[1::-1])
    found = with_thick_origin(drawn.picture, drawn.page_map, box_mm)
    points_mm = np.array([[10.0, 20.0], [50.0, 60.0]])
    assert np.allclose(found.to_px(points_mm), drawn.page_map.to_px(points_mm))
