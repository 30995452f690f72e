"""The height of paper that no longer lies flat: folds, crumpling, curl, waves.

A height field both shades the paper and moves its points: towards the lens, and sideways, since a sheet that rises and falls
covers less of the desk. Everything is computed on a coarse lattice over the paper.
"""

from dataclasses import dataclass

import cv2
import numpy as np

PITCH_MM = 2.5  # of the lattice: about the radius of a crease


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
    shift_x, shift_y = cv2.blur(shift_x, (1, 9)), cv2.blur(shift_y, (9, 1))
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
            distance = np.sqrt((along - place_mm - tilt * (across - paper_mm[1 - axis] / 2)) ** 2 + rng.uniform(0.5, 2.0) ** 2)
            reach_mm = rng.uniform(15, 60)
            height += (-1) ** k * rng.uniform(0.4, 1.0) * height_mm * np.exp(-distance / reach_mm)
    return height


def crumple(rng: np.random.Generator, x: np.ndarray, y: np.ndarray, height_mm: float) -> np.ndarray:
    """Facets between sharp creases of all directions: ridged noise, and creases of random places and lengths."""
    height = np.zeros_like(x)
    for size_mm, share in ((80.0, 1.0), (35.0, 0.5), (15.0, 0.2)):
        noise = smooth_noise(rng, x, y, size_mm)
        height += share * (np.abs(noise) - 0.7)
    for _ in range(rng.integers(4, 20)):
        centre = rng.uniform([x.min(), y.min()], [x.max(), y.max()])
        angle, length_mm, reach_mm = rng.uniform(0, np.pi), rng.uniform(20, 120), rng.uniform(5, 30)
        across = (x - centre[0]) * np.sin(angle) - (y - centre[1]) * np.cos(angle)
        along = (x - centre[0]) * np.cos(angle) + (y - centre[1]) * np.sin(angle)
        ridge = np.exp(-np.sqrt(across**2 + 0.5) / reach_mm) * np.exp(-((along / length_mm) ** 2))
        height += rng.uniform(-0.8, 0.8) * ridge
    return height * height_mm


def curl(rng: np.random.Generator, x: np.ndarray, y: np.ndarray, height_mm: float) -> np.ndarray:
    """The sheet bends about one axis, as off a roll or between two fingers."""
    angle = rng.choice([0.0, np.pi / 2, rng.uniform(0, np.pi)])
    along = x * np.cos(angle) + y * np.sin(angle)
    place = (along - along.min()) / np.ptp(along)
    middle = rng.uniform(0, 1)
    return height_mm * (place - middle) ** 2 * rng.choice([-1.0, 1.0]) * 2


def waves(rng: np.random.Generator, x: np.ndarray, y: np.ndarray, height_mm: float) -> np.ndarray:
    """Paper that was damp: soft hills."""
    return height_mm * smooth_noise(rng, x, y, rng.uniform(50, 150))


def smooth_noise(rng: np.random.Generator, x: np.ndarray, y: np.ndarray, size_mm: float) -> np.ndarray:
    """Noise of about unit variance that changes over `size_mm`."""
    cells = [max(int(np.ptp(axis) / size_mm) + 2, 2) for axis in (y, x)]
    noise = rng.normal(size=[cell + 2 for cell in cells]).astype(np.float32)
    return cv2.resize(noise, x.shape[::-1], interpolation=cv2.INTER_CUBIC).astype(np.float64) * 1.3
