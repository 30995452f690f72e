"""A map that is off by tenths of a millimetre is put right from the printed grid; the true one is known."""

import cv2
import numpy as np
import pytest

from ecgdigi.geometry.flat_map import nearest_flat_map
from ecgdigi.geometry.lock_in import close_map, corrected_map, measure_offsets
from ecgdigi.structures import HomographyMap, LatticeMap, picture_box_mm
from ecgdigi.synthesis.drawing import draw_page

CELL_PX = 25.0


@pytest.fixture(scope='module')
def drawn(signal, make_style):
    style = make_style(px_per_mm=5.0)
    return draw_page(signal, style), np.asarray(style.grid.offset_mm)


def lattice_of(page, grid_offset_mm, error):
    """The page's own map with an error, mm, a function of paper points; its lines lie at whole mm."""
    height, width = page.picture.shape[:2]
    rows, columns = np.mgrid[0 : int(height / CELL_PX) + 2, 0 : int(width / CELL_PX) + 2] * CELL_PX
    points_mm = page.page_map.to_mm(np.stack([columns, rows], -1)) - grid_offset_mm
    return LatticeMap(points_mm + error(points_mm), CELL_PX)


def bend(points_mm):
    return 0.2 * np.stack([np.sin(points_mm[..., 1] / 40), np.cos(points_mm[..., 0] / 50)], -1)


def inner_errors_mm(page, page_map, grid_offset_mm):
    height, width = page.picture.shape[:2]
    points_px = np.random.default_rng(0).uniform([50, 50], [width - 50, height - 50], (400, 2))
    return np.abs(page_map.to_mm(points_px) - page.page_map.to_mm(points_px) + grid_offset_mm).max(-1)


def test_a_bend_is_measured_and_removed(drawn):
    page, offset_mm = drawn
    page_map = lattice_of(page, offset_mm, bend)
    assert np.percentile(inner_errors_mm(page, page_map, offset_mm), 90) > 0.15
    box_mm = picture_box_mm(page_map, page.picture.shape[1::-1])
    before = measure_offsets(page.picture, page_map, box_mm)
    better = corrected_map(page_map, before)
    after = measure_offsets(page.picture, better, box_mm)
    assert before.residual_mm() > 0.15
    assert after.residual_mm() < 0.03
    assert np.percentile(inner_errors_mm(page, better, offset_mm), 90) < 0.03


def crease(points_mm):
    """A fold that moves its neighbourhood of a few millimetres along x."""
    off_mm = 0.25 * np.exp(-0.5 * ((points_mm[..., 0] - 140) / 2.0) ** 2)
    return np.stack([off_mm, np.zeros_like(off_mm)], -1)


def test_creases_are_followed_closely(drawn):
    page, offset_mm = drawn
    page_map = lattice_of(page, offset_mm, crease)
    box_mm = picture_box_mm(page_map, page.picture.shape[1::-1])
    smooth = corrected_map(page_map, measure_offsets(page.picture, page_map, box_mm))
    x_mm, y_mm = np.meshgrid(np.arange(135, 145.5, 0.5), np.arange(40, 170, 5.0))
    points_mm = np.stack([x_mm, y_mm], -1).reshape(-1, 2)
    points_px = page.page_map.to_px(points_mm + offset_mm)
    smooth_mm, close_mm = (
        np.abs(found.to_mm(points_px) - points_mm).max(1).mean() for found in (smooth, close_map(page.picture, smooth, box_mm))
    )
    assert smooth_mm > 0.03
    assert close_mm < 0.5 * smooth_mm


def test_steep_waves_are_no_lines_of_the_grid(drawn):
    """Tall black strokes between the lines of a page whose map is exact."""
    page, offset_mm = drawn
    exact = lattice_of(page, offset_mm, np.zeros_like)
    picture = page.picture.copy()
    for x_mm in np.arange(60.3, 240, 20):
        ends = [page.page_map.to_px(np.array([x_mm, y_mm]) + offset_mm).round().astype(int).tolist() for y_mm in (60, 120)]
        cv2.line(picture, *ends, (20, 20, 20), 2)
    offsets = measure_offsets(picture, exact, picture_box_mm(exact, picture.shape[1::-1]))
    assert np.percentile(np.abs(offsets.offsets_mm[offsets.weights > 0, 0]), 98) < 0.02


def test_a_blank_picture_says_nothing(drawn):
    page, offset_mm = drawn
    page_map = lattice_of(page, offset_mm, bend)
    noise = np.random.default_rng(1).integers(200, 255, page.picture.shape).astype(np.uint8)
    assert measure_offsets(noise, page_map, (0, 0, 200, 150)).residual_mm() == np.inf


def test_the_flat_map_follows_the_larger_part(drawn):
    page, offset_mm = drawn
    points_px = np.random.default_rng(2).uniform(0, 800, (500, 2))

    def folded(points_mm):
        return np.stack([2.0 * (points_mm[..., 0] > 140), np.zeros(points_mm.shape[:-1])], -1)

    flat = nearest_flat_map(lattice_of(page, offset_mm, folded).to_mm(points_px), points_px)
    assert isinstance(flat, HomographyMap)
    errors = np.abs(flat.to_mm(points_px) - page.page_map.to_mm(points_px) + offset_mm).max(-1)
    assert np.percentile(errors, 60) < 0.15
