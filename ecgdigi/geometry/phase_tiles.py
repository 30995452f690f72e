"""From a field of local phases to coordinates without jumps: wrapped phases of tiles, counted across the page.

A tile's phase and slope come from all its cells together, so that a few wrong ones do no harm; the whole turns between
neighbouring tiles follow from their slopes, the surest neighbours first.

Source of the order: quality-guided path following, Ghiglia and Pritt, Two-Dimensional Phase Unwrapping, 1998, chapter 4.
"""

import heapq
from dataclasses import dataclass

import numpy as np

TILE_CELLS = 8
STEP_CELLS = 4
# Coherence below which a tile says nothing.
MIN_COHERENCE = 0.25
# Neighbours that disagree by more than this, in turns, are not joined.
MAX_MISFIT = 0.3


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
    counted = np.full(tiles.turns.shape, np.nan)
    if not known.any():
        return counted
    seed = np.unravel_index(np.argmax(tiles.coherence * known), known.shape)
    counted[seed] = tiles.turns[seed]
    waiting: list = []
    _push_neighbours(waiting, tiles, known, seed)
    while waiting:
        _, source, target = heapq.heappop(waiting)
        if np.isfinite(counted[target]):
            continue
        expected = counted[source] + _predicted(tiles, source, target)
        counted[target] = tiles.turns[target] + np.round(expected - tiles.turns[target])
        _push_neighbours(waiting, tiles, known & np.isnan(counted), target)
    return counted


def _predicted(tiles: PhaseTiles, source: tuple, target: tuple) -> float:
    """Turns from one tile to its neighbour, by the mean of their slopes."""
    way = tiles.centres[target] - tiles.centres[source]
    return float((tiles.slopes[source] + tiles.slopes[target]) @ way / 2)


def _push_neighbours(waiting: list, tiles: PhaseTiles, free: np.ndarray, source: tuple) -> None:
    for dr, dc in ((0, 1), (1, 0), (0, -1), (-1, 0)):
        target = (source[0] + dr, source[1] + dc)
        if 0 <= target[0] < free.shape[0] and 0 <= target[1] < free.shape[1] and free[target]:
            off = tiles.turns[source] + _predicted(tiles, source, target) - tiles.turns[target]
            misfit = abs(off - round(off))
            if misfit < MAX_MISFIT:
                # The surest first: coherent tiles that agree.
                cost = misfit + 0.5 * (1 - min(tiles.coherence[source], tiles.coherence[target]))
                heapq.heappush(waiting, (cost, source, target))
