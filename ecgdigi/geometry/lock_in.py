"""The last tenths of a millimetre: a page is straightened by the map that is known, and what its grid is still off is measured.

Lines of a straightened page lie at whole mm. Where they do not, the phase of a wave of 1 mm (or 5 mm) says by how much:
averaged over a neighbourhood it is known to about a hundredth of a millimetre, without finding any single line.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from ecgdigi.structures import LatticeMap, PageMap

from .grid_spectrum import grid_contrast
from .ink import darkness_of
from .lattice_fit import fit_lattice
from .strips import cut_strip

PX_PER_MM = 6.0
# Neighbourhood over which the 1 mm wave is averaged: standard deviation, mm...
REACH_MM = 2.5
# ...and how much wider it is for the 5 mm wave, which is taken where the other has less than this share of its coherence.
COARSE_WIDER = 2.0
FAINT = 0.6
# Cells of a whole part of a mm in which that is counted, to a reach; and the distance of the places that are measured, as a
# share of the reach.
MIN_CELLS_A_REACH = 2.0
STEP = 0.8
MIN_COHERENCE = 0.12
OUTLIER_MM = 0.3
# Ink is what is this many times darker than all but a seventh of its neighbourhood (that is grid and paper), and at least
# this dark, in the brightest channel; it is left out with what lies this close to it, px.
DARKER, DARK = 1.6, 0.15
BLOCK_PX, SHARE = 60, 0.85
BESIDE_PX = 1
# Creases and the like are followed at last by narrower neighbourhoods on a lattice of closer nodes: reach, mm, and stiffness.
CLOSE_PASSES = ((1.5, 0.2), (1.2, 0.4))
CLOSER_NODES = 2
STIFFNESS = 0.7
# Share of a page's places at which the grid must be seen; with less its agreement with a map is chance.
MIN_SURE_SHARE = 0.05


@dataclass(frozen=True)
class GridOffsets:
    """How far the grid's lines are from where a map has them.

    Attributes:
        points_mm: (N, 2) places on paper, by that map.
        offsets_mm: (N, 2) what has to be added to them.
        weights: (N,) squared coherence; 0 where nothing is known.
    """

    points_mm: np.ndarray
    offsets_mm: np.ndarray
    weights: np.ndarray

    def residual_mm(self) -> float:
        """Distance that nine tenths of the sure places keep, mm, over the root of their share; infinite if there are hardly any.

        A map that follows a few lines of a page says less than one that follows most.
        """
        share = float((self.weights > 0).mean()) if len(self.weights) else 0.0
        if share < MIN_SURE_SHARE:
            return np.inf
        off_mm = np.abs(self.offsets_mm[self.weights > 0]).max(1)
        return float(np.percentile(off_mm, 90) / np.sqrt(share))


def measure_offsets(
    picture: np.ndarray, page_map: PageMap, box_mm: tuple[float, float, float, float], reach_mm: float = REACH_MM
) -> GridOffsets:
    """Compare a page's grid with its map.

    What is printed on the grid is left out: a steep wave of a trace looks like a line of the grid that has moved, just where
    its time matters most.

    Args:
        picture: (H, W, 3) uint8, BGR.
        page_map: paper mm <-> picture px, right to less than half a millimetre.
        box_mm: (left, top, right, bottom) of the paper that is looked at.
        reach_mm: standard deviation of the neighbourhoods that are measured.
    """
    left, top = np.floor(box_mm[0]), np.floor(box_mm[1])
    columns, rows = (int(np.ceil(high - low)) for low, high in ((left, box_mm[2]), (top, box_mm[3])))
    start = 0.5 / PX_PER_MM
    size = dict(width_px=round(columns * PX_PER_MM), height_px=round(rows * PX_PER_MM))
    place = dict(left_mm=left + start, top_mm=top + start, px_per_mm=PX_PER_MM, **size)
    page = cut_strip(picture, page_map, interpolation=cv2.INTER_LINEAR, **place).picture
    cells_per_mm = int(np.ceil(MIN_CELLS_A_REACH / reach_mm))
    field = _Field(grid_contrast(page), _clear_of_ink(page), (rows * cells_per_mm, columns * cells_per_mm), cells_per_mm)
    found = field.best_waves(reach_mm)
    step = max(1, round(STEP * reach_mm * cells_per_mm))
    y, x = np.mgrid[0 : field.shape[0] : step, 0 : field.shape[1] : step]
    points_mm = np.stack([left + (x + 0.5) / cells_per_mm, top + (y + 0.5) / cells_per_mm], -1).reshape(-1, 2)
    offsets = np.stack([offset[y, x].ravel() for offset, _ in found], 1)
    coherence = np.minimum(found[0][1], found[1][1])[y, x].ravel()
    return GridOffsets(points_mm, offsets, np.where(coherence > MIN_COHERENCE, coherence**2, 0.0))


def _clear_of_ink(page: np.ndarray) -> np.ndarray:
    """(H, W) float32, 1 where neither traces nor text are printed, else 0."""
    darkness = darkness_of(page, PX_PER_MM)
    some = darkness[::2, ::2]
    size = min(BLOCK_PX // 2, *some.shape)
    rows, columns = (side // size for side in some.shape)
    blocks = some[: rows * size, : columns * size].reshape(rows, size, columns, size).transpose(0, 2, 1, 3)
    usual = np.quantile(blocks.reshape(rows, columns, -1), SHARE, axis=2).astype(np.float32)
    usual = cv2.resize(usual, darkness.shape[::-1], interpolation=cv2.INTER_LINEAR)
    ink = (darkness > np.maximum(DARKER * usual, DARK)).astype(np.uint8)
    return 1 - cv2.dilate(ink, np.ones((2 * BESIDE_PX + 1,) * 2)).astype(np.float32)


class _Field:
    """A straightened page's contrast, known in places, and the waves in it.

    Args:
        contrast: (H, W) float32; lines are negative.
        known: (H, W) float32, 1 where it counts, else 0.
        shape: rows and columns of the cells in which it is averaged.
        cells_per_mm: their number.
    """

    def __init__(self, contrast: np.ndarray, known: np.ndarray, shape: tuple[int, int], cells_per_mm: int):
        self.contrast, self.known, self.shape, self.cells_per_mm = contrast, known, shape, cells_per_mm

    def best_waves(self, reach_mm: float) -> list[tuple[np.ndarray, np.ndarray]]:
        """For lines across x and lines across y: (rows, columns) offsets, mm, and coherence, of the 1 mm wave or, where that is
        faint everywhere, of the 5 mm wave."""
        waves = self._waves(1.0, reach_mm, (0, 1))
        strengths = [np.percentile(coherence, 75) for _, coherence in waves]
        faint = [axis for axis in (0, 1) if strengths[axis] <= FAINT]
        for axis, coarse in zip(faint, self._waves(5.0, COARSE_WIDER * reach_mm, faint), strict=True):
            if strengths[axis] <= FAINT * np.percentile(coarse[1], 75):
                waves[axis] = coarse
        return waves

    def _waves(self, pitch_mm: float, reach_mm: float, axes: Sequence[int]) -> list[tuple[np.ndarray, np.ndarray]]:
        """The mean of the contrast times a wave, over what is known."""
        if not axes:
            return []
        share = self._mean(self.known, reach_mm) + 1e-6
        level = cv2.resize(self._mean(self.contrast * self.known, reach_mm) / share, self.contrast.shape[::-1])
        contrast = (self.contrast - level) * self.known
        energy = self._mean(contrast * contrast, reach_mm) / share
        found = []
        for axis in axes:
            real, imaginary = (self._mean(part, reach_mm) / share for part in self._times_wave(contrast, axis, pitch_mm))
            coherence = np.hypot(real, imaginary) / np.sqrt(energy + 1e-6) * np.minimum(share, 1)
            found.append((np.arctan2(-imaginary, -real) / (2 * np.pi) * pitch_mm, coherence))
        return found

    def _times_wave(self, contrast: np.ndarray, axis: int, pitch_mm: float) -> Iterator[np.ndarray]:
        """The contrast, averaged along the lines already, times the real and the imaginary part of a wave."""
        rows, columns = self.shape
        height, width = contrast.shape
        lines = cv2.resize(contrast, (columns, height) if axis else (width, rows), interpolation=cv2.INTER_AREA)
        centres_mm = (np.arange(lines.shape[1 - axis]) + 0.5) / PX_PER_MM
        phase = (2 * np.pi / pitch_mm * centres_mm).astype(np.float32)
        phase = phase[:, None] if axis else phase[None]
        return (lines * wave for wave in (np.cos(phase), -np.sin(phase)))

    def _mean(self, values: np.ndarray, reach_mm: float) -> np.ndarray:
        cells = cv2.resize(values, self.shape[::-1], interpolation=cv2.INTER_AREA)
        return cv2.GaussianBlur(cells, (0, 0), reach_mm * self.cells_per_mm)


def close_map(picture: np.ndarray, page_map: LatticeMap, box_mm: tuple[float, float, float, float]) -> LatticeMap:
    """A map that follows creases, too. Arguments as for `measure_offsets`; the map should be right to a tenth of a millimetre."""
    page_map = page_map.with_closer_nodes(CLOSER_NODES)
    for reach_mm, stiffness in CLOSE_PASSES:
        page_map = corrected_map(page_map, measure_offsets(picture, page_map, box_mm, reach_mm), stiffness)
    return page_map


def corrected_map(page_map: LatticeMap, offsets: GridOffsets, stiffness: float = STIFFNESS) -> LatticeMap:
    """The map laid through the lines as they were measured."""
    points_px = page_map.to_px(offsets.points_mm)
    rows, columns = page_map.nodes_mm.shape[:2]
    limit = np.array([columns - 1, rows - 1]) * page_map.cell_px
    use = (offsets.weights > 0) & ((points_px >= 0) & (points_px <= limit)).all(1)
    # The change is fitted, not the map: where nothing was measured it fades out, and the map stays as it was.
    change = fit_lattice(
        points_px[use], offsets.offsets_mm[use], offsets.weights[use], (rows, columns), page_map.cell_px,
        stiffness=stiffness, outlier=OUTLIER_MM,
    )  # fmt: skip
    return LatticeMap(page_map.nodes_mm + change, page_map.cell_px)
