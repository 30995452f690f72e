"""The map of a flat page from the phase of its printed grid.

The picture is multiplied by a wave of the grid's approximate pitch and averaged over a neighbourhood: the phase of the
result says how far the lines there lie from the wave's crests. Averaged over hundreds of lines it is known to a
hundredth of a millimetre, without finding a single line or crossing. A homography is then fitted to all phases.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from ecgdigi.structures import HomographyMap

from .errors import GridNotFoundError, NotFlatError
from .grid_spectrum import GridGuess, grid_contrast, guess_grid

MIN_SCORE = 2.0
# Cells over which phases are averaged, mm: one period of the coarse lines, so that their harmonics cancel.
CELL_MM = 5.0
# Nine tenths of a page must be off by no more than this, mm. On flat scans they are within 0.04 mm; on a page that is
# bent by 0.3 mm, 0.3 mm. The median would not do: the fit follows the flat part, and a fold is the rest.
MAX_RESIDUAL_MM = 0.1
RESIDUAL_PERCENTILE = 90
MIN_TRUSTED_CELLS = 30


@dataclass(frozen=True)
class GridFit:
    """Attributes:
    page_map: paper mm <-> picture px; the origin is some crossing of 1 mm lines.
    px_per_mm: mean resolution.
    residual_mm: distance between measured and fitted line positions that nine tenths of the page keep, mm.
    score: see `GridGuess`.
    """

    page_map: HomographyMap
    px_per_mm: float
    residual_mm: float
    score: float


@dataclass(frozen=True)
class PhaseField:
    """Local phases of one family of lines.

    Attributes:
        points_px: (N, 2) centres of the cells.
        phases_mm: (N,) paper coordinate of the cells, mm, modulo `pitch_mm`.
        weights: (N,) coherence, 0 to 1.
        pitch_mm: 1 or 5, the lines whose phase it is.
        gradient_mm: (2,) mean change of the coordinate, mm per px along picture x and y.
        shape: (rows, columns) of the cells.
    """

    points_px: np.ndarray
    phases_mm: np.ndarray
    weights: np.ndarray
    pitch_mm: float
    gradient_mm: np.ndarray
    shape: tuple[int, int]


def fit_grid(picture: np.ndarray) -> GridFit:
    """Find the map of a flat page.

    Args:
        picture: (H, W, 3) uint8, BGR.

    Raises:
        GridNotFoundError: there is no periodic grid.
        NotFlatError: a grid is there, but no homography follows it.
    """
    contrast = grid_contrast(picture)
    guess = guess_grid(contrast)
    if guess.score < MIN_SCORE:
        raise GridNotFoundError('no ECG grid found (is it an ECG page? crop to the paper, or scan at 100 dpi or more)')
    fields = [measure_phases(contrast, guess, axis) for axis in (0, 1)]
    matrix, residual_mm = _fit_homography(fields, guess)
    trusted = min((field.weights > 0.1).sum() for field in fields)
    if trusted < MIN_TRUSTED_CELLS:
        raise GridNotFoundError('no ECG grid found that covers the page (scan in colour, at 100 dpi or more)')
    if residual_mm > MAX_RESIDUAL_MM:
        raise NotFlatError(
            f'grid lines are off a flat page by {residual_mm:.2f} mm or more: folded, crumpled or photographed at an angle; '
            'lay the page flat and scan it'
        )
    page_map = HomographyMap(np.linalg.inv(matrix))
    return GridFit(page_map, guess.px_per_mm, residual_mm, guess.score)


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
    return PhaseField(points, phases_mm, coherence, pitch_mm, gradient, cells)


def _mean_phasors(contrast, cycles_per_px: np.ndarray, cells: tuple[int, int]) -> np.ndarray:
    """(rows, columns) complex mean of contrast times a wave, over cells and their neighbours."""
    height, width = contrast.shape
    wave_x = np.exp(-2j * np.pi * cycles_per_px[0] * np.arange(width)).astype(np.complex64)
    wave_y = np.exp(-2j * np.pi * cycles_per_px[1] * np.arange(height)).astype(np.complex64)
    turned = contrast * wave_x[None] * wave_y[:, None]
    parts = [cv2.resize(np.ascontiguousarray(p), cells[::-1], interpolation=cv2.INTER_AREA) for p in (turned.real, turned.imag)]
    parts = [cv2.GaussianBlur(p, (0, 0), 1.0) for p in parts]
    return parts[0] + 1j * parts[1]


def _fit_homography(fields: list[PhaseField], guess: GridGuess) -> tuple[np.ndarray, float]:
    """Px to mm, and the residual (see `GridFit`). Grown outwards from the middle of the page, so that no phase slips a line."""
    points = fields[0].points_px
    seed = _best_seed(fields)
    matrix = np.eye(3)
    for axis, field in enumerate(fields):
        matrix[axis] = [*field.gradient_mm, field.phases_mm[seed] - field.gradient_mm @ points[seed]]
    distance = np.hypot(*(points - points[seed]).T)
    radius = 6 * CELL_MM * guess.px_per_mm
    residuals = [np.zeros(0)]
    while True:
        inside = distance <= radius
        # Perspective can be told from tilt only over a large part of the page.
        projective = radius > 0.35 * distance.max()
        for _ in range(3):
            targets, residuals, weights = [], [], []
            for axis, field in enumerate(fields):
                model = _apply(matrix, points[inside])[:, axis]
                off = field.phases_mm[inside] - model
                off -= np.round(off / field.pitch_mm) * field.pitch_mm
                targets.append(model + off)
                residuals.append(off)
                # Robust weights: a cell that is off by more than 0.1 mm counts less and less.
                weights.append(field.weights[inside] ** 2 / (1 + (off / 0.1) ** 2))
            matrix = _solve(points[inside], targets, weights, projective)
        if radius > distance.max():
            break
        radius *= 1.25
    trusted = [r[f.weights[inside] > 0.1] for r, f in zip(residuals, fields, strict=True)]
    values = np.abs(np.concatenate(trusted))
    return matrix, float(np.percentile(values, RESIDUAL_PERCENTILE)) if len(values) else np.inf


def _best_seed(fields: list[PhaseField]) -> int:
    """Cell in the most coherent part of the picture's inner half."""
    rows, columns = fields[0].shape
    strength = np.minimum(fields[0].weights, fields[1].weights).reshape(rows, columns)
    smooth = cv2.GaussianBlur(strength, (0, 0), 3.0)
    inner = np.zeros_like(smooth)
    inner[rows // 4 : rows - rows // 4, columns // 4 : columns - columns // 4] = 1
    return int(np.argmax(smooth * inner))


def _apply(matrix: np.ndarray, points: np.ndarray) -> np.ndarray:
    homogeneous = points @ matrix[:, :2].T + matrix[:, 2]
    return homogeneous[:, :2] / homogeneous[:, 2:]


def _solve(points, targets, weights, projective: bool) -> np.ndarray:
    """Weighted least squares for the (3, 3) px-to-mm matrix; linear in its eight (or six) free entries."""
    centre, size = points.mean(0), np.abs(points - points.mean(0)).max() + 1e-9
    unit = (points - centre) / size
    n, ones, zeros = len(unit), np.ones(len(unit)), np.zeros((len(unit), 3))
    base = np.column_stack([unit, ones])
    blocks = []
    for axis, target in enumerate(targets):
        left = [base, zeros] if axis == 0 else [zeros, base]
        shear = -unit * target[:, None] if projective else np.zeros((n, 2))
        blocks.append(np.hstack([*left, shear]))
    system, right = np.vstack(blocks), np.concatenate(targets)
    scale = np.sqrt(np.concatenate(weights))
    unknowns = 8 if projective else 6
    solution = np.zeros(8)
    solution[:unknowns] = np.linalg.lstsq(system[:, :unknowns] * scale[:, None], right * scale, rcond=None)[0]
    matrix = np.array([solution[0:3], solution[3:6], [*solution[6:8], 1.0]])
    to_unit = np.array([[1 / size, 0, -centre[0] / size], [0, 1 / size, -centre[1] / size], [0, 0, 1]])
    return matrix @ to_unit
