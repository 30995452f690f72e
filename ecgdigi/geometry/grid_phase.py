"""How far the printed lines of each part of a page lie from an even grid: local phases.

The picture is multiplied by a wave of the grid's approximate pitch and averaged over a neighbourhood: the phase of the
result says how far the lines there lie from the wave's crests. Averaged over hundreds of lines it is known to a
hundredth of a millimetre, without finding a single line or crossing.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from ecgdigi.structures import transform_points

from .grid_spectrum import GridGuess

# Cells over which phases are averaged, mm: one period of the coarse lines, so that their harmonics cancel.
CELL_MM = 5.0


@dataclass(frozen=True)
class PhaseField:
    """Local phases of one family of lines.

    Attributes:
        axis: of the paper that the lines cross, 0 for x, 1 for y.
        points_px: (N, 2) centres of the cells.
        phases_mm: (N,) paper coordinate of the cells, mm, modulo `pitch_mm`.
        weights: (N,) coherence, 0 to 1.
        pitch_mm: 1 or 5, the lines whose phase it is.
        gradient_mm: (2,) mean change of the coordinate, mm per px along picture x and y.
        shape: (rows, columns) of the cells.
    """

    axis: int
    points_px: np.ndarray
    phases_mm: np.ndarray
    weights: np.ndarray
    pitch_mm: float
    gradient_mm: np.ndarray
    shape: tuple[int, int]

    def residuals_mm(self, matrix: np.ndarray) -> np.ndarray:
        """(N,) distance of the measured lines from those of a (3, 3) px-to-mm map, mm; at most half a pitch either way."""
        off = self.phases_mm - transform_points(matrix, self.points_px)[:, self.axis]
        return off - np.round(off / self.pitch_mm) * self.pitch_mm


def measure_phases(contrast: np.ndarray, guess: GridGuess, axis: int) -> PhaseField:
    """Phases of the lines that cross the paper's `axis` (0: x, vertical lines; 1: y, horizontal lines).

    Of the 1 mm and the 5 mm lines those with the higher coherence are taken.
    """
    found = [_demodulate(contrast, guess, axis, pitch_mm) for pitch_mm in (1.0, 5.0)]
    # 5 mm lines are placed a little less exactly: they must be clearly the better ones.
    strength = [np.mean(np.sort(field.weights)[len(field.weights) // 2 :]) for field in found]
    return found[0] if strength[0] > 0.6 * strength[1] else found[1]


def _demodulate(contrast, guess: GridGuess, axis: int, pitch_mm: float) -> PhaseField:
    height, width = contrast.shape
    cell_px = CELL_MM * guess.px_per_mm
    cells = max(3, round(height / cell_px)), max(3, round(width / cell_px))
    cos, sin = np.cos(guess.tilt_rad), np.sin(guess.tilt_rad)
    gradient = np.array([cos, sin] if axis == 0 else [-sin, cos]) / guess.px_per_mm
    for _ in range(3):
        mean = _mean_phasors(contrast, gradient / pitch_mm, cells)
        # How much the phase still turns from cell to cell says by how much the wave's pitch is off.
        turns = [np.angle(np.sum(mean[:, 1:] * mean[:, :-1].conj())), np.angle(np.sum(mean[1:] * mean[:-1].conj()))]
        gradient = gradient + np.array(turns) / (2 * np.pi) * pitch_mm / np.array([width / cells[1], height / cells[0]])
    mean = _mean_phasors(contrast, gradient / pitch_mm, cells)
    energy = cv2.GaussianBlur(cv2.resize(contrast * contrast, cells[::-1], interpolation=cv2.INTER_AREA), (0, 0), 1.0)
    rows, columns = np.mgrid[0 : cells[0], 0 : cells[1]]
    points = np.stack([(columns + 0.5) * width / cells[1] - 0.5, (rows + 0.5) * height / cells[0] - 0.5], -1).reshape(-1, 2)
    # Lines are negative contrast: their centres are where the wave is at -1. Coordinate = carrier + what was measured.
    phases_mm = points @ gradient + np.angle(-mean).ravel() / (2 * np.pi) * pitch_mm
    coherence = np.abs(mean).ravel() / np.sqrt(energy.ravel() + 1e-6)
    return PhaseField(axis, points, phases_mm, coherence, pitch_mm, gradient, cells)


def _mean_phasors(contrast, cycles_per_px: np.ndarray, cells: tuple[int, int]) -> np.ndarray:
    """(rows, columns) complex mean of contrast times a wave, over cells and their neighbours."""
    height, width = contrast.shape
    wave_x = np.exp(-2j * np.pi * cycles_per_px[0] * np.arange(width)).astype(np.complex64)
    wave_y = np.exp(-2j * np.pi * cycles_per_px[1] * np.arange(height)).astype(np.complex64)
    turned = contrast * wave_x[None] * wave_y[:, None]
    parts = [cv2.resize(np.ascontiguousarray(p), cells[::-1], interpolation=cv2.INTER_AREA) for p in (turned.real, turned.imag)]
    parts = [cv2.GaussianBlur(p, (0, 0), 1.0) for p in parts]
    return parts[0] + 1j * parts[1]
