import dataclasses

import numpy as np
import pytest

from ecgdigi.synthesis.drawing.frame import Frame
from ecgdigi.synthesis.drawing.grid import draw_paper

BOX_MM = (10.3, 20.7, 40.2, 35.5)


def covered_finer(style, times: int = 8) -> np.ndarray:
    """(H, W, 3) float: the paper looked at in so many points of each pixel's side."""
    grid, ppm = style.grid, style.px_per_mm
    x, y = ((np.arange(side * times) + 0.5) / times / ppm for side in (250, 200))
    on_fine, on_coarse = (
        [
            np.abs((at - offset + pitch / 2) % pitch - pitch / 2) < width / 2
            for at, offset in zip((x, y), grid.offset_mm, strict=True)
        ]
        for pitch, width in ((1, grid.fine_width_mm), (5, grid.coarse_width_mm))
    )
    join = np.logical_and.outer if grid.dots else np.logical_or.outer
    colours = np.where(join(on_fine[1], on_fine[0])[..., None], grid.fine_bgr, style.paper_bgr)
    colours = np.where(np.logical_or.outer(on_coarse[1], on_coarse[0])[..., None], grid.coarse_bgr, colours)
    left, top, right, bottom = grid.box_mm or (-1, -1, 1e3, 1e3)
    inside = np.logical_and.outer((y > top) & (y < bottom), (x > left) & (x < right))
    colours = np.where(inside[..., None], colours, style.paper_bgr)
    return colours.reshape(200, times, 250, times, 3).mean((1, 3))


@pytest.mark.parametrize('dots', [False, True])
@pytest.mark.parametrize('box_mm', [None, BOX_MM])
def test_every_pixel_has_the_colour_of_what_it_covers(make_style, dots, box_mm):
    style = make_style(px_per_mm=5.13)
    grid = dataclasses.replace(style.grid, fine_width_mm=0.17, coarse_width_mm=0.31, dots=dots, box_mm=box_mm)
    style = dataclasses.replace(style, grid=grid, paper_bgr=(240, 250, 255))
    found = draw_paper(Frame((0.0, 0.0), (250, 200), 5.13), style)
    assert found.dtype == np.uint8
    assert found.flags.c_contiguous
    # The points see a line's edge to within an eighth of a pixel.
    difference = np.abs(found - covered_finer(style))
    assert difference.max() < 18
    assert difference.mean() < 1.2


def test_paper_without_a_grid_is_even(make_style):
    style = make_style()
    grid = dataclasses.replace(style.grid, fine_width_mm=0.0, coarse_width_mm=0.0)
    style = dataclasses.replace(style, grid=grid, paper_bgr=(231, 242, 253))
    found = draw_paper(Frame((3.3, 4.4), (200, 100), 6.0), style)
    assert (found == (231, 242, 253)).all()
