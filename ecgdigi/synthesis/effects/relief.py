"""The height of paper that no longer lies flat: folds, crumpling, curl, waves.

Paper bends about one axis at a time and resists being stretched, so crumpled paper is a net of sharp creases between facets that
are nearly flat (Witten, Stress focusing in elastic sheets, Reviews of Modern Physics 79, 2007).

A height field both shades the paper and moves its points: towards the lens, and sideways, since a sheet that rises and falls
covers less of the desk. Everything is computed on a coarse lattice over the paper.
"""

from dataclasses import dataclass

import cv2
import numpy as np

PITCH_MM = 1.25  # of the lattice: about the radius of a crease
SHARED_MM = 22.5  # width over which neighbouring lines of paper hold each other


@dataclass(frozen=True)
class Relief:
    """A sheet's shape.

    Attributes:
        origin_mm: (x, y) paper point of node (0, 0), mm.
        shift_mm: (h, w, 3) float32, how far each node is moved along x and y, and raised, mm.
    """

    origin_mm: np.ndarray
    shift_mm: np.ndarray

    def at(self, points_mm: np.ndarray) -> np.ndarray:
        """(..., 3) shift of (..., 2) paper points, mm; beyond the lattice as at its edge."""
        places = ((points_mm - self.origin_mm) / PITCH_MM).astype(np.float32)
        flat = places.reshape(-1, 1, 2)
        parts = [flat[first : first + 32_000] for first in range(0, len(flat), 32_000)]  # the most that OpenCV takes
        values = [cv2.remap(self.shift_mm, part, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE) for part in parts]
        return np.concatenate(values).reshape(*points_mm.shape[:-1], 3).astype(np.float64)


def make_relief(height_mm: np.ndarray, origin_mm: np.ndarray) -> Relief:
    """The relief of a height field, points moved sideways so that the paper keeps its length.

    Along a line of slope s a length dl of paper covers dl / sqrt(1 + s^2), about (1 - s^2 / 2) dl. Summed up from the middle.

    Args:
        height_mm: (h, w), at the nodes.
        origin_mm: (x, y) of node (0, 0).
    """
    slope_y, slope_x = np.gradient(height_mm, PITCH_MM)
    shift_x = -np.cumsum(0.5 * slope_x**2, 1) * PITCH_MM
    shift_y = -np.cumsum(0.5 * slope_y**2, 0) * PITCH_MM
    middle_y, middle_x = height_mm.shape[0] // 2, height_mm.shape[1] // 2
    shift_x -= shift_x[:, middle_x : middle_x + 1]
    shift_y -= shift_y[middle_y : middle_y + 1]
    # Neighbouring lines hold each other: what a single one would shrink is shared.
    nodes = 2 * round(SHARED_MM / PITCH_MM / 2) + 1
    shift_x, shift_y = cv2.blur(shift_x, (1, nodes)), cv2.blur(shift_y, (nodes, 1))
    return Relief(np.asarray(origin_mm, np.float64), np.stack([shift_x, shift_y, height_mm], -1).astype(np.float32))


def lattice(box_mm: tuple[float, float, float, float]) -> tuple[np.ndarray, np.ndarray]:
    """Nodes over a box, one more on each side. Returns: (h, w) paper x and y, mm."""
    left, top, right, bottom = box_mm
    x = np.arange(left - PITCH_MM, right + 2 * PITCH_MM, PITCH_MM)
    y = np.arange(top - PITCH_MM, bottom + 2 * PITCH_MM, PITCH_MM)
    return np.meshgrid(x, y)


def folds(rng: np.random.Generator, x: np.ndarray, y: np.ndarray, paper_mm: tuple[float, float], height_mm: float) -> np.ndarray:
    """Straight creases where people fold letters: halves, thirds and quarters, up and down in turn."""
    height = np.zeros_like(x)
    for axis in (0, 1):
        parts = int(rng.choice([1, 2, 3, 4], p=[0.35, 0.35, 0.2, 0.1]))
        for k in range(1, parts):
            along, across = (x, y) if axis == 0 else (y, x)
            tilt = rng.normal(0, 0.01)
            place_mm = paper_mm[axis] * k / parts + rng.normal(0, 2)
            distance = np.sqrt((along - place_mm - tilt * (across - paper_mm[1 - axis] / 2)) ** 2 + rng.uniform(0.2, 1.2) ** 2)
            reach_mm = rng.uniform(15, 60)
            height += (-1) ** k * rng.uniform(0.4, 1.0) * height_mm * np.exp(-distance / reach_mm)
    return height


def crumple(rng: np.random.Generator, x: np.ndarray, y: np.ndarray, height_mm: float) -> np.ndarray:
    """Flat facets of two sizes, the sheet's large bend, and creases that meet at a few points, as where it was pressed in."""
    height = 0.5 * smooth_noise(rng, x, y, 90.0)
    for size_mm, share in ((45.0, 0.55), (16.0, rng.uniform(0.05, 0.2))):
        height += share * facets(rng, x, y, size_mm)
    for _ in range(rng.integers(2, 7)):
        centre = rng.uniform([x.min(), y.min()], [x.max(), y.max()])
        for _ in range(rng.integers(1, 6)):
            turn = rng.uniform(0, np.pi)
            ridge = roof(x - centre[0], y - centre[1], turn, rng.uniform(15, 110), rng.uniform(4, 30))
            height += rng.uniform(-0.7, 0.7) * ridge
    return height * height_mm


def facets(rng: np.random.Generator, x: np.ndarray, y: np.ndarray, size_mm: float) -> np.ndarray:
    """Triangles between points of random heights, of about unit variance.

    They are the halves of the cells of a turned lattice, halved along either diagonal and bent out of line.

    Args:
        size_mm: about the distance of neighbouring points.
    """
    turn = rng.uniform(0, np.pi)
    bend = [0.22 * smooth_noise(rng, x, y, 2.5 * size_mm) for _ in range(2)]
    u = (x * np.cos(turn) + y * np.sin(turn)) / size_mm + bend[0]
    v = (y * np.cos(turn) - x * np.sin(turn)) / size_mm + bend[1]
    u, v = u - u.min(), v - v.min()
    column, row = u.astype(np.intp), v.astype(np.intp)
    u, v = u - column, v - row
    points = rng.normal(0, 1.4, (row.max() + 2, column.max() + 2))
    left, right = points[row, column], points[row, column + 1]
    below_left, below_right = points[row + 1, column], points[row + 1, column + 1]
    mirrored = (rng.random(points.shape) < 0.5)[row, column]
    left, right = np.where(mirrored, right, left), np.where(mirrored, left, right)
    below_left, below_right = np.where(mirrored, below_right, below_left), np.where(mirrored, below_left, below_right)
    u = np.where(mirrored, 1 - u, u)
    upper = left + u * (right - left) + v * (below_left - left)
    lower = below_right + (1 - u) * (below_left - below_right) + (1 - v) * (right - below_right)
    return np.where(u + v < 1, upper, lower)


def roof(x: np.ndarray, y: np.ndarray, turn_rad: float, length_mm: float, reach_mm: float) -> np.ndarray:
    """A crease with straight flanks through the origin: 1 in its middle, falling to 0 along and across.

    Args:
        turn_rad: its direction.
        length_mm: from its middle to either end.
        reach_mm: width of either flank.
    """
    along = x * np.cos(turn_rad) + y * np.sin(turn_rad)
    across = y * np.cos(turn_rad) - x * np.sin(turn_rad)
    return np.maximum(1 - np.abs(across) / reach_mm, 0) * np.maximum(1 - np.abs(along) / length_mm, 0)


def curl(rng: np.random.Generator, x: np.ndarray, y: np.ndarray, height_mm: float) -> np.ndarray:
    """The sheet bends about one axis, as off a roll or between two fingers."""
    angle = rng.choice([0.0, np.pi / 2, rng.uniform(0, np.pi)])
    along = x * np.cos(angle) + y * np.sin(angle)
    place = (along - along.min()) / np.ptp(along)
    middle = rng.uniform(0, 1)
    return height_mm * (place - middle) ** 2 * rng.choice([-1.0, 1.0]) * 2


def waves(rng: np.random.Generator, x: np.ndarray, y: np.ndarray, height_mm: float) -> np.ndarray:
    """Paper that was damp: soft hills."""
    return height_mm * smooth_noise(rng, x, y, rng.uniform(70, 180))


def smooth_noise(rng: np.random.Generator, x: np.ndarray, y: np.ndarray, size_mm: float) -> np.ndarray:
    """Noise of about unit variance that changes over `size_mm`."""
    cells = [max(int(np.ptp(axis) / size_mm) + 2, 2) for axis in (y, x)]
    noise = rng.normal(size=[cell + 2 for cell in cells]).astype(np.float32)
    return cv2.resize(noise, x.shape[::-1], interpolation=cv2.INTER_CUBIC).astype(np.float64) * 1.3
