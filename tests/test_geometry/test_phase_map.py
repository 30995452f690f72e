"""A bent page is counted and mapped from its phases alone; the true map is known."""

import numpy as np
import pytest

from ecgdigi.geometry.errors import GridNotFoundError
from ecgdigi.geometry.phase_map import fit_phase_map, known_points
from ecgdigi.geometry.phase_tiles import count_turns, fit_tiles, mend_slips
from ecgdigi.structures.page_cells import CELL_PX, GRID_MM

SIZE_PX = (800, 600)
SCALE = 0.5  # of the small picture


def bent_mm(points_px):
    """A page at 7 px/mm of the whole picture, turned by 4 degrees, with waves of 3 mm."""
    x, y = np.moveaxis(points_px, -1, 0)
    x, y = (x * 0.9976 + y * 0.0698) / 7, (y * 0.9976 - x * 0.0698) / 7
    return np.stack([x + 1.5 * np.sin(y / 14), y + 1.5 * np.sin(x / 17)], -1)


def cell_phasors(noise_turns=0.0, seed=0):
    rows, columns = np.mgrid[0 : int(SIZE_PX[1] * SCALE / CELL_PX), 0 : int(SIZE_PX[0] * SCALE / CELL_PX)]
    points_px = (np.stack([columns, rows], -1) * CELL_PX + 0.5) / SCALE - 0.5
    turns = np.moveaxis(bent_mm(points_px), -1, 0) / GRID_MM
    return np.exp(2j * np.pi * (turns + np.random.default_rng(seed).normal(0, noise_turns, turns.shape)))


def errors_mm(page_map, points_px):
    """Distances from the truth, but for whole squares of the grid."""
    off = page_map.to_mm(points_px) - bent_mm(points_px)
    shift = np.round(np.median(off, axis=0) / GRID_MM) * GRID_MM
    return np.abs(off - shift).max(-1)


def test_a_bent_page_is_mapped():
    phasors = cell_phasors(noise_turns=0.03)
    paper = np.ones(phasors.shape[1:])
    errors = errors_mm(fit_phase_map(phasors, paper, SCALE, SIZE_PX), known_points(phasors, paper, SCALE))
    assert np.median(errors) < 0.06  # noise of 0.15 mm in each cell
    assert np.percentile(errors, 99) < 0.2


def test_a_covered_part_and_wrong_cells_do_no_harm():
    phasors = cell_phasors(noise_turns=0.02)
    paper = np.ones(phasors.shape[1:])
    seen = known_points(phasors, paper, SCALE)
    phasors[:, 20:32, 40:60] *= 0.02  # a hand
    wrong = np.random.default_rng(1).random(phasors.shape) < 0.05
    phasors[wrong] *= np.exp(2j)
    errors = errors_mm(fit_phase_map(phasors, paper, SCALE, SIZE_PX), seen)
    assert np.percentile(errors, 95) < 0.15
    assert errors.max() < 2.5  # no line is skipped, not even behind the hand


def test_what_is_no_paper_is_not_counted():
    phasors = cell_phasors()
    paper = np.zeros(phasors.shape[1:])
    paper[:, 50:] = 1.0
    phasors[:, :, :50] = np.exp(2j * np.pi * np.random.default_rng(2).random(phasors[:, :, :50].shape))
    points_px = known_points(phasors, paper, SCALE)
    assert points_px[:, 0].min() > 390
    assert np.percentile(errors_mm(fit_phase_map(phasors, paper, SCALE, SIZE_PX), points_px), 95) < 0.1


@pytest.mark.parametrize('kind', ['no paper', 'no grid'])
def test_pictures_without_a_grid_are_refused(kind):
    shape = (2, 75, 100)
    phasors = np.exp(2j * np.pi * np.random.default_rng(3).random(shape)) * (0.1 if kind == 'no grid' else 1.0)
    with pytest.raises(GridNotFoundError, match='no ECG grid'):
        fit_phase_map(phasors, np.full(shape[1:], 0.0 if kind == 'no paper' else 1.0), SCALE, SIZE_PX)


def test_a_part_that_was_counted_wrongly_is_brought_back():
    tiles = fit_tiles(cell_phasors(noise_turns=0.02)[0])
    right = count_turns(tiles)
    assert np.array_equal(mend_slips(tiles, right), right)
    for wrong_part in (np.s_[4:10, 8:14], np.s_[:4, 12:18], np.s_[10:14, :3]):
        wrong = right.copy()
        wrong[wrong_part] += 1
        assert np.allclose(mend_slips(tiles, wrong), right)


def test_unclear_phases_are_refused_rather_than_boxed():
    phasors = 0.1 * cell_phasors()
    with pytest.raises(GridNotFoundError, match='no ECG grid'):
        known_points(phasors, np.ones(phasors.shape[1:]), SCALE)
