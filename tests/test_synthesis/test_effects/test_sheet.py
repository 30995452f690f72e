from dataclasses import replace

import numpy as np
import pytest

from ecgdigi.geometry.warp import lattice_nodes
from ecgdigi.structures import HomographyMap, LatticeMap
from ecgdigi.synthesis.effects import PhotographedSheet
from ecgdigi.synthesis.effects.sheet import CELL_PX, _beyond_mm

FLAT = dict(shapes={'flat': 1.0}, distortion=0.0)


def corners_mm(page) -> np.ndarray:
    height, width = page.picture.shape[:2]
    return page.page_map.to_mm(np.array([[0, 0], [width - 1, 0], [0, height - 1], [width - 1, height - 1.0]]))


def test_a_sheet_that_fills_the_picture_leaves_no_desk_and_others_do(page):
    beyond = []
    for filled in (1.0, 0.0):
        effect = PhotographedSheet(filled=filled, **FLAT)
        seen = [corners_mm(effect(page, np.random.default_rng(seed))) for seed in range(12)]
        beyond.append([np.maximum(-points, points - page.truth.paper_mm).max() for points in seen])
    # Not the largest rectangle within a tilted sheet, but nearly: a few millimetres of desk may show in a corner.
    assert np.mean(np.array(beyond[0]) < 0) > 0.5
    assert np.median(beyond[0]) < 0 < np.median(beyond[1])
    assert max(beyond[0]) < 0.1 * page.truth.paper_mm[0]


def test_the_brightest_paper_is_as_bright_as_it_is_exposed(page):
    white = replace(page, picture=np.full_like(page.picture, 255))
    for exposure in (0.6, 0.9):
        effect = PhotographedSheet(exposure=(exposure, exposure), height_mm=(6.0, 6.0), filled=1.0)
        found = [np.percentile(effect(white, np.random.default_rng(seed)).picture, 95) for seed in range(5)]
        assert np.median(found) == pytest.approx(255 * exposure, rel=0.06)
        assert max(found) < 255


def test_edges_and_corners_of_the_paper_lie_where_the_map_says():
    turn, size_px, paper_mm = 0.1, (400, 300), (60.0, 40.0)
    matrix = np.array([[5 * np.cos(turn), -5 * np.sin(turn), 60], [5 * np.sin(turn), 5 * np.cos(turn), 30], [1e-4, 2e-4, 1]])
    flat = HomographyMap(matrix)
    page_map = LatticeMap(flat.to_mm(lattice_nodes(size_px, CELL_PX)), float(CELL_PX))
    rows, columns = np.mgrid[0 : size_px[1], 0 : size_px[0]].astype(float)
    points_mm = flat.to_mm(np.stack([columns, rows], -1))
    for shift_mm in ((0.0, 0.0), (2.0, -1.0)):
        moved = points_mm - shift_mm
        exact_mm = np.maximum(-moved, moved - paper_mm).max(-1)
        near = np.abs(exact_mm) < 2
        assert near.sum() > 3000
        assert np.abs(_beyond_mm(page_map, paper_mm, size_px, shift_mm) - exact_mm)[near].max() < 0.02
