"""The map of a flat page from the phase of its printed grid.

A homography is fitted to the local phases of the whole page; what it leaves says whether the page is flat.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from ecgdigi.structures import HomographyMap, PageMap, picture_box_mm, transform_points

from .errors import GridNotFoundError, NotFlatError
from .flatness import flatness
from .grid_phase import CELL_MM, PhaseField, measure_phases
from .grid_spectrum import GridGuess, grid_contrast, guess_grid
from .thick_lines import with_thick_origin

MIN_SCORE = 2.0
# Flat scans keep within 0.04 mm. Bends of 0.3 mm leave 0.24 mm, and pages on which no map was found, 0.35 mm and more.
MAX_RESIDUAL_MM = 0.1
# A sharp bend leaves lines of no clear phase, that average out: they scatter by more than this, in lines. Flat scans: 0.15.
MAX_SCATTER = 0.16
MIN_TRUSTED_CELLS = 30


@dataclass(frozen=True)
class GridFit:
    """Attributes:
    page_map: paper mm <-> picture px; the origin is some crossing of 5 mm lines, or of 1 mm lines where all are alike.
    residual_mm: see `flatness`.
    """

    page_map: PageMap
    residual_mm: float


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
    matrix = _fit_homography(fields, guess)
    trusted = min((field.weights > 0.1).sum() for field in fields)
    if trusted < MIN_TRUSTED_CELLS:
        raise GridNotFoundError('no ECG grid found that covers the page (scan in colour, at 100 dpi or more)')
    residual_mm, scatter = flatness(fields, matrix)
    if residual_mm > MAX_RESIDUAL_MM or scatter > MAX_SCATTER:
        raise NotFlatError(
            f'the grid is not that of a flat page (off by {residual_mm:.2f} mm): folded, crumpled or photographed at an angle; '
            'lay the page flat and scan it'
        )
    page_map = HomographyMap(np.linalg.inv(matrix))
    box_mm = picture_box_mm(page_map, picture.shape[1::-1])
    return GridFit(with_thick_origin(picture, page_map, box_mm), residual_mm)


def _fit_homography(fields: list[PhaseField], guess: GridGuess) -> np.ndarray:
    """(3, 3) px to mm. Grown outwards from the middle of the page, so that no phase slips a line."""
    points = fields[0].points_px
    seed = _best_seed(fields)
    matrix = np.eye(3)
    for axis, field in enumerate(fields):
        matrix[axis] = [*field.gradient_mm, field.phases_mm[seed] - field.gradient_mm @ points[seed]]
    distance = np.hypot(*(points - points[seed]).T)
    radius = 6 * CELL_MM * guess.px_per_mm
    while True:
        inside = distance <= radius
        # Perspective can be told from tilt only over a large part of the page.
        projective = radius > 0.35 * distance.max()
        for _ in range(3):
            targets, weights = [], []
            for axis, field in enumerate(fields):
                off = field.residuals_mm(matrix)[inside]
                targets.append(transform_points(matrix, points[inside])[:, axis] + off)
                # Robust weights: a cell that is off by more than 0.1 mm counts less and less.
                weights.append(field.weights[inside] ** 2 / (1 + (off / 0.1) ** 2))
            matrix = _solve(points[inside], targets, weights, projective)
        if radius > distance.max():
            break
        radius *= 1.25
    return matrix


def _best_seed(fields: list[PhaseField]) -> int:
    """Cell in the most coherent part of the picture's inner half."""
    rows, columns = fields[0].shape
    strength = np.minimum(fields[0].weights, fields[1].weights).reshape(rows, columns)
    smooth = cv2.GaussianBlur(strength, (0, 0), 3.0)
    inner = np.zeros_like(smooth)
    inner[rows // 4 : rows - rows // 4, columns // 4 : columns - columns // 4] = 1
    return int(np.argmax(smooth * inner))


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
