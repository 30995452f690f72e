"""The last tenths of a millimetre: a page is straightened by the map that is known, and what its grid is still off is measured.

Lines of a straightened page lie at whole mm. Where they do not, the phase of a wave of 1 mm (or 5 mm) says by how much:
averaged over a neighbourhood it is known to about a hundredth of a millimetre, without finding any single line.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from ecgdigi.structures import LatticeMap, PageMap

from .grid_spectrum import grid_contrast
from .lattice_fit import fit_lattice
from .strips import cut_strip

PX_PER_MM = 6.0
# Neighbourhood of the 1 mm wave: standard deviation, mm. The 5 mm wave needs a wider one.
REACH_MM = {1.0: 2.5, 5.0: 5.0}
STEP_MM = 2  # distance of the places that are measured
MIN_COHERENCE = 0.12
STIFFNESS = 0.7
OUTLIER_MM = 0.3
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
        """Distance that nine tenths of the sure places keep, mm; infinite if there are hardly any."""
        sure = self.weights > 0
        if not len(sure) or sure.mean() < MIN_SURE_SHARE:
            return np.inf
        return float(np.percentile(np.abs(self.offsets_mm[sure]).max(1), 90))


def measure_offsets(picture: np.ndarray, page_map: PageMap, box_mm: tuple[float, float, float, float]) -> GridOffsets:
    """Compare a page's grid with its map.

    Args:
        picture: (H, W, 3) uint8, BGR.
        page_map: paper mm <-> picture px, right to less than half a millimetre.
        box_mm: (left, top, right, bottom) of the paper that is looked at.
    """
    left, top = np.floor(box_mm[0]), np.floor(box_mm[1])
    columns, rows = (int(np.ceil(high - low)) for low, high in ((left, box_mm[2]), (top, box_mm[3])))
    # Pixel edges on whole mm: a pixel of the averaged picture is one period.
    start = 0.5 / PX_PER_MM
    size = dict(width_px=round(columns * PX_PER_MM), height_px=round(rows * PX_PER_MM))
    page = cut_strip(picture, page_map, left_mm=left + start, top_mm=top + start, px_per_mm=PX_PER_MM, **size).picture
    contrast = grid_contrast(page)
    found = [_best_wave(contrast, (rows, columns), axis) for axis in (0, 1)]
    y, x = np.mgrid[0:rows:STEP_MM, 0:columns:STEP_MM]
    points_mm = np.stack([left + 0.5 + x, top + 0.5 + y], -1).reshape(-1, 2)
    offsets = np.stack([offset[y, x].ravel() for offset, _ in found], 1)
    coherence = np.minimum(found[0][1], found[1][1])[y, x].ravel()
    return GridOffsets(points_mm, offsets, np.where(coherence > MIN_COHERENCE, coherence**2, 0.0))


def _best_wave(contrast: np.ndarray, shape_mm: tuple[int, int], axis: int) -> tuple[np.ndarray, np.ndarray]:
    """(rows, columns) offsets, mm, and coherence, of the 1 mm wave or, where that is faint everywhere, of the 5 mm wave."""
    found = [_demodulate(contrast, shape_mm, axis, pitch_mm) for pitch_mm in REACH_MM]
    strength = [np.percentile(coherence, 75) for _, coherence in found]
    return found[0] if strength[0] > 0.6 * strength[1] else found[1]


def _demodulate(contrast, shape_mm: tuple[int, int], axis: int, pitch_mm: float) -> tuple[np.ndarray, np.ndarray]:
    """The mean of the contrast times a wave; lines are negative contrast."""
    centres_mm = (np.arange(contrast.shape[1 - axis]) + 0.5) / PX_PER_MM
    wave = np.exp(-2j * np.pi * centres_mm / pitch_mm).astype(np.complex64)
    turned = contrast * (wave[None] if axis == 0 else wave[:, None])
    real, imaginary, energy = (
        cv2.GaussianBlur(_per_mm(np.ascontiguousarray(part), shape_mm), (0, 0), REACH_MM[pitch_mm])
        for part in (turned.real, turned.imag, contrast * contrast)
    )
    mean = real + 1j * imaginary
    return np.angle(-mean) / (2 * np.pi) * pitch_mm, np.abs(mean) / np.sqrt(energy + 1e-6)


def _per_mm(values: np.ndarray, shape_mm: tuple[int, int]) -> np.ndarray:
    return cv2.resize(values, shape_mm[::-1], interpolation=cv2.INTER_AREA)


def corrected_map(page_map: LatticeMap, offsets: GridOffsets) -> LatticeMap:
    """The map laid through the lines as they were measured."""
    points_px = page_map.to_px(offsets.points_mm)
    rows, columns = page_map.nodes_mm.shape[:2]
    limit = np.array([columns - 1, rows - 1]) * page_map.cell_px
    use = (offsets.weights > 0) & ((points_px >= 0) & (points_px <= limit)).all(1)
    # The change is fitted, not the map: where nothing was measured it fades out, and the map stays as it was.
    change = fit_lattice(
        points_px[use], offsets.offsets_mm[use], offsets.weights[use], (rows, columns), page_map.cell_px,
        stiffness=STIFFNESS, outlier=OUTLIER_MM,
    )  # fmt: skip
    return LatticeMap(page_map.nodes_mm + change, page_map.cell_px)
