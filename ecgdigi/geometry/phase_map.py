"""The map of any page, flat or not, from the phases that a network sees in a small picture of it."""

import numpy as np

from ecgdigi.structures import LatticeMap
from ecgdigi.structures.page_cells import CELL_PX, GRID_MM

from .errors import GridNotFoundError
from .lattice_fit import fit_lattice
from .phase_tiles import STEP_CELLS, TILE_CELLS, PhaseTiles, count_turns, fit_tiles, mend_slips

NODE_PX = 12  # distance of the map's nodes, in the small picture
STIFFNESS = 3.0
OUTLIER_MM = 0.5
MIN_KNOWN_CELLS = 400
CLEAR = 0.3  # length of a phasor
NO_GRID = 'no ECG grid found (is it an ECG page? crop to the paper, or take the picture from nearer)'


def fit_phase_map(phasors: np.ndarray, paper: np.ndarray, scale: float, size_px: tuple[int, int]) -> LatticeMap:
    """Count the grid's lines and lay a smooth map through them.

    Args:
        phasors: (2, h, w) complex, of the lines along x and along y, 4 px apart in a picture that was made smaller.
        paper: (h, w) probability of paper.
        scale: of that picture, small px per px.
        size_px: (width, height) of the whole picture, px.

    Returns:
        Paper mm <-> px of the whole picture; the origin is some crossing of 5 mm lines.

    Raises:
        GridNotFoundError: no part of the picture shows a grid that can be counted.
    """
    turns = np.stack([_cell_turns(np.where(paper > 0.5, field, 0)) for field in phasors], -1)
    known = np.isfinite(turns).all(-1) & (paper > 0.5)
    if known.sum() < MIN_KNOWN_CELLS:
        raise GridNotFoundError(NO_GRID)
    points_px = _cell_points(known, scale)
    weights = np.abs(phasors).min(0)[known] ** 2
    cell_px = NODE_PX / scale
    shape = tuple(int(np.ceil(side / cell_px)) + 1 for side in (size_px[1], size_px[0]))
    nodes = fit_lattice(
        points_px, GRID_MM * turns[known], weights, shape, cell_px, stiffness=STIFFNESS, outlier=OUTLIER_MM
    )  # fmt: skip
    return LatticeMap(nodes, cell_px)


def known_points(phasors: np.ndarray, paper: np.ndarray, scale: float) -> np.ndarray:
    """(N, 2) points of the whole picture, px, at which a clear grid is seen. Arguments and errors: as for `fit_phase_map`."""
    clear = (np.abs(phasors).min(0) > CLEAR) & (paper > 0.5)
    if clear.sum() < MIN_KNOWN_CELLS:
        raise GridNotFoundError(NO_GRID)
    return _cell_points(clear, scale)


def _cell_points(cells: np.ndarray, scale: float) -> np.ndarray:
    """(N, 2) px of the whole picture; pixel corners go to pixel corners."""
    rows, columns = np.nonzero(cells)
    return (np.stack([columns, rows], 1) * CELL_PX + 0.5) / scale - 0.5


def _cell_turns(phasors: np.ndarray) -> np.ndarray:
    """(h, w) counted turns of every cell, each beside the nearest tile's; NaN where that is unknown."""
    tiles = fit_tiles(phasors)
    return nearest_turns(phasors, tiles, mend_slips(tiles, count_turns(tiles)))


def nearest_turns(phasors: np.ndarray, tiles: PhaseTiles, counted: np.ndarray) -> np.ndarray:
    """(h, w) turns of each cell: its own phase, and the whole turns of the wave of the tile nearest to it."""
    rows, columns = np.mgrid[0 : phasors.shape[0], 0 : phasors.shape[1]]
    middle = (TILE_CELLS - 1) / 2
    i = np.clip(np.round((rows - middle) / STEP_CELLS).astype(int), 0, counted.shape[0] - 1)
    j = np.clip(np.round((columns - middle) / STEP_CELLS).astype(int), 0, counted.shape[1] - 1)
    way = np.stack([columns, rows], -1) - tiles.centres[i, j]
    expected = counted[i, j] + (tiles.slopes[i, j] * way).sum(-1)
    own = np.angle(phasors) / (2 * np.pi)
    return own + np.round(expected - own)
