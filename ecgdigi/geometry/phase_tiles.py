"""From a field of local phases to coordinates without jumps: wrapped phases of tiles, counted across the page.

A tile's phase and slope come from all its cells together, so that a few wrong ones do no harm; the whole turns between
neighbouring tiles follow from their slopes, the surest neighbours first.

Source of the order: quality-guided path following, Ghiglia and Pritt, Two-Dimensional Phase Unwrapping, 1998, chapter 4.
"""

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import label
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, minimum_spanning_tree

TILE_CELLS = 8
STEP_CELLS = 4
# Coherence below which a tile says nothing.
MIN_COHERENCE = 0.25
# Neighbours that disagree by more than this, in turns, are not joined.
MAX_MISFIT = 0.3
# The smooth surface that a page's grid stays near: a polynomial, by Cauchy's weights of this spread, in turns; what lies further
# than SLIPPED from it was counted wrongly.
SURFACE_DEGREES = (2,) * 5 + (3,) * 8
SURFACE_SPREAD = 0.25
MIN_SURFACE_TILES = 60
SLIPPED = 0.7


@dataclass(frozen=True)
class PhaseTiles:
    """Phases of overlapping tiles of a field, T = rows * columns of them.

    Attributes:
        centres: (rows, columns, 2) float64, (x, y) of the middles, in cells.
        turns: (rows, columns) phase in the middle, turns.
        slopes: (rows, columns, 2) change of the phase along x and y, turns per cell.
        coherence: (rows, columns) 0 to 1.
    """

    centres: np.ndarray
    turns: np.ndarray
    slopes: np.ndarray
    coherence: np.ndarray


def fit_tiles(phasors: np.ndarray) -> PhaseTiles:
    """Fit a plane wave to each tile.

    Args:
        phasors: (h, w) complex; the shorter, the less sure.
    """
    along_x, along_y = np.zeros_like(phasors), np.zeros_like(phasors)
    along_x[:, :-1] = phasors[:, 1:] * phasors[:, :-1].conj()
    along_y[:-1] = phasors[1:] * phasors[:-1].conj()
    slopes = np.stack([np.angle(_windows(part).sum((2, 3))) for part in (along_x, along_y)], -1) / (2 * np.pi)
    tiles = _windows(phasors)
    places = np.arange(TILE_CELLS) - (TILE_CELLS - 1) / 2
    wave_x = np.exp(-2j * np.pi * slopes[..., :1] * places)  # (rows, columns, TILE)
    wave_y = np.exp(-2j * np.pi * slopes[..., 1:] * places)
    mean = np.einsum('rcyx,rcy,rcx->rc', tiles, wave_y, wave_x) / TILE_CELLS**2
    rows, columns = np.mgrid[0 : mean.shape[0], 0 : mean.shape[1]] * STEP_CELLS + (TILE_CELLS - 1) / 2
    return PhaseTiles(np.stack([columns, rows], -1), np.angle(mean) / (2 * np.pi), slopes, np.minimum(np.abs(mean), 1.0))


def _windows(field: np.ndarray) -> np.ndarray:
    views = np.lib.stride_tricks.sliding_window_view(field, (TILE_CELLS, TILE_CELLS))
    return views[::STEP_CELLS, ::STEP_CELLS]


def count_turns(tiles: PhaseTiles) -> np.ndarray:
    """Phases without jumps.

    Returns:
        (rows, columns) turns from an arbitrary origin; NaN where a tile is unsure or was not reached.
    """
    known = tiles.coherence >= MIN_COHERENCE
    counted = np.full(tiles.turns.size, np.nan)
    if not known.any():
        return counted.reshape(known.shape)
    seed = int(np.argmax(tiles.coherence * known))
    pairs, steps, costs = (
        np.concatenate(parts) for parts in zip(*(_neighbours(tiles, known, axis) for axis in (0, 1)), strict=True)
    )
    counted[seed] = tiles.turns.flat[seed]
    if not len(pairs):
        return counted.reshape(known.shape)
    size = (tiles.turns.size,) * 2
    # The tree that joins all tiles at the least cost: no sure pair is overruled by an unsure one.
    tree = minimum_spanning_tree(csr_array((costs, pairs.T), shape=size))
    order, before = breadth_first_order(tree, seed, directed=False)
    ways = csr_array((steps, pairs.T), shape=size)
    ways = (ways - ways.T).tocsr()
    if len(order) == 1:
        return counted.reshape(known.shape)
    step_to = np.asarray(ways[before[order[1:]], order[1:]]).ravel()
    for tile, step in zip(order[1:].tolist(), step_to.tolist(), strict=True):
        counted[tile] = counted[before[tile]] + step
    return counted.reshape(known.shape)


def mend_slips(tiles: PhaseTiles, counted: np.ndarray) -> np.ndarray:
    """Whole turns put right by which a part of the page was counted wrongly.

    Paper bends, but its grid stays near a smooth surface: parts that lie most of a turn and more away from the surface that
    the majority follows are brought back by whole turns, if neighbours agree better then. On a page with a deep fold they do
    not: it runs away from the surface without a break.

    Args:
        counted: (rows, columns) from `count_turns`.
    """
    known = np.isfinite(counted)
    if known.sum() < MIN_SURFACE_TILES:
        return counted
    off = counted - _surface(tiles, counted, known)
    slips = np.where(known & (np.abs(off) > SLIPPED), np.round(off), 0)
    mended, misfit = counted, _total_misfit(tiles, counted)
    for turns in np.unique(slips[slips != 0]):
        parts, count = label(slips == turns)
        for part in range(1, count + 1):
            tried = np.where(parts == part, mended - turns, mended)
            tried_misfit = _total_misfit(tiles, tried)
            if tried_misfit < misfit:
                mended, misfit = tried, tried_misfit
    return mended


def _surface(tiles: PhaseTiles, counted: np.ndarray, known: np.ndarray) -> np.ndarray:
    """(rows, columns) turns of the smooth surface that the majority of the known tiles follows."""
    x, y = np.moveaxis(tiles.centres / tiles.centres.max((0, 1)) * 2 - 1, -1, 0)
    weights = tiles.coherence[known]
    for degree in SURFACE_DEGREES:  # stiff at first: else it would follow the wrong parts, too
        terms = np.stack([x**i * y**k for i in range(degree + 1) for k in range(degree + 1 - i)], -1)
        scale = np.sqrt(weights)[:, None]
        surface = terms @ np.linalg.lstsq(terms[known] * scale, counted[known] * scale[:, 0], rcond=None)[0]
        weights = tiles.coherence[known] / (1 + ((counted - surface)[known] / SURFACE_SPREAD) ** 2)
    return surface


def _total_misfit(tiles: PhaseTiles, counted: np.ndarray) -> float:
    """How much neighbours disagree with the slopes between them, turns; no two of them by more than one."""
    total = 0.0
    for axis in (0, 1):
        first, second, expected = _steps(tiles, axis)
        misfit = np.abs(counted[second] - counted[first] - expected)
        sure = np.minimum(tiles.coherence[first], tiles.coherence[second])
        total += np.nansum(np.minimum(misfit, 1.0) * sure)
    return float(total)


def _steps(tiles: PhaseTiles, axis: int) -> tuple[tuple, tuple, np.ndarray]:
    """Index of each tile and of its neighbour along an axis, and the turns between them by their slopes."""
    first, second = (np.s_[:-1], np.s_[1:]) if axis == 0 else (np.s_[:, :-1], np.s_[:, 1:])
    way = tiles.centres[second] - tiles.centres[first]
    return first, second, ((tiles.slopes[first] + tiles.slopes[second]) * way).sum(-1) / 2


def _neighbours(tiles: PhaseTiles, known: np.ndarray, axis: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Pairs of neighbouring tiles that can be joined: (N, 2) numbers of the tiles, (N,) turns between them, (N,) costs."""
    first, second, expected = _steps(tiles, axis)
    measured = tiles.turns[second] - tiles.turns[first]
    steps = measured + np.round(expected - measured)
    misfit = np.abs(steps - expected)
    use = known[first] & known[second] & (misfit < MAX_MISFIT)
    numbers = np.arange(known.size).reshape(known.shape)
    pairs = np.stack([numbers[first][use], numbers[second][use]], 1)
    # The surest first: coherent tiles that agree. A cost of nothing would be no edge.
    costs = misfit + 0.5 * (1 - np.minimum(tiles.coherence[first], tiles.coherence[second])) + 1e-6
    return pairs, steps[use], costs[use]
