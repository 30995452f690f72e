"""A camera above a sheet of paper."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Camera:
    """A pinhole camera with radial distortion, looking at a point of the desk.

    Attributes:
        look_at_mm: (x, y) point of the desk that lies in the middle of the picture, mm.
        distance_mm: of the lens to that point.
        rotation: (3, 3) desk axes -> camera axes.
        px_per_mm: resolution in the middle of the picture.
        size_px: (width, height) of the picture.
        distortion: radial coefficient k1 at half the picture's diagonal.
    """

    look_at_mm: tuple[float, float]
    distance_mm: float
    rotation: np.ndarray
    px_per_mm: float
    size_px: tuple[int, int]
    distortion: float = 0.0

    def project(self, points_mm: np.ndarray) -> np.ndarray:
        """Map (..., 3) points, mm (x, y along the desk, height above it), to (..., 2) picture points, px."""
        seen = np.asarray(points_mm, np.float64) - [*self.look_at_mm, 0.0]
        seen = seen * [1.0, 1.0, -1.0] @ self.rotation.T  # heights point to the lens, the camera's third axis away from it
        depth = seen[..., 2:] + self.distance_mm
        offset = seen[..., :2] / depth * (self.distance_mm * self.px_per_mm)
        half_px = 0.5 * np.hypot(*self.size_px)
        radius = np.sum((offset / half_px) ** 2, -1, keepdims=True)
        centre = (np.array(self.size_px) - 1) / 2
        return offset * (1 + self.distortion * np.minimum(radius, 4.0)) + centre


def tilt_and_roll(tilt_rad: float, towards_rad: float, roll_rad: float) -> np.ndarray:
    """(3, 3) rotation of a camera that is tilted towards a direction of the desk and turned about its own axis."""
    direction = np.array([np.cos(towards_rad), np.sin(towards_rad), 0.0])
    axis = np.array([-direction[1], direction[0], 0.0])
    cross = np.array([[0, -axis[2], axis[1]], [axis[2], 0, -axis[0]], [-axis[1], axis[0], 0]])
    tilt = np.eye(3) + np.sin(tilt_rad) * cross + (1 - np.cos(tilt_rad)) * cross @ cross  # Rodrigues' formula
    roll = np.array([[np.cos(roll_rad), -np.sin(roll_rad), 0], [np.sin(roll_rad), np.cos(roll_rad), 0], [0, 0, 1]])
    return roll @ tilt
