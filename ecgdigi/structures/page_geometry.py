"""Where things are on a page: the frames, and the map between paper and picture.

Conventions, valid in the whole package:

- picture: px; (0, 0) is the *centre* of the top left pixel; x to the right, y downwards;
- paper: mm, x along the time axis, y downwards; the origin is the paper's top left corner for pages that we draw, and an
  arbitrary grid crossing for pages that we read;
- voltage: mV, upwards; time: s, from the left end of the first printed column;
- NaN means "not printed", never "zero";
- points are arrays (..., 2) holding (x, y); pictures are indexed [row, column].
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np


class PageMap(Protocol):
    """An invertible map between paper (mm) and picture (px)."""

    def to_px(self, points_mm: np.ndarray) -> np.ndarray:
        """Map (..., 2) paper points, mm, to (..., 2) picture points, px."""

    def to_mm(self, points_px: np.ndarray) -> np.ndarray:
        """Map (..., 2) picture points, px, to (..., 2) paper points, mm."""


@dataclass(frozen=True)
class HomographyMap:
    """The map of a flat page: scale, rotation, shift, shear and perspective.

    Attributes:
        matrix: (3, 3) float64, paper mm (x, y, 1) to picture px (x, y, 1) up to scale.
    """

    matrix: np.ndarray

    def __post_init__(self):
        matrix = np.asarray(self.matrix, np.float64)
        if matrix.shape != (3, 3) or not np.isfinite(matrix).all() or abs(np.linalg.det(matrix)) < 1e-12:
            raise ValueError(f'a page map needs an invertible 3x3 matrix, got {matrix!r}')
        object.__setattr__(self, 'matrix', matrix)

    def to_px(self, points_mm: np.ndarray) -> np.ndarray:
        return transform_points(self.matrix, points_mm)

    def to_mm(self, points_px: np.ndarray) -> np.ndarray:
        return transform_points(np.linalg.inv(self.matrix), points_px)


def transform_points(matrix: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Apply a (3, 3) homography to (..., 2) points."""
    points = np.asarray(points, np.float64)
    homogeneous = points @ matrix[:, :2].T + matrix[:, 2]
    return homogeneous[..., :2] / homogeneous[..., 2:]


def scale_matrix(px_per_mm: float) -> np.ndarray:
    """(3, 3) matrix of an upright picture whose top left pixel *corner* is the paper's top left corner."""
    return np.array([[px_per_mm, 0, -0.5], [0, px_per_mm, -0.5], [0, 0, 1.0]])


def picture_box_mm(page_map: PageMap, size_px: tuple[int, int]) -> tuple[float, float, float, float]:
    """(left, top, right, bottom) of the paper that lies between a picture's corners, mm. Args: size_px: (width, height)."""
    right, bottom = size_px[0] - 1, size_px[1] - 1
    corners = page_map.to_mm(np.array([[0, 0], [right, 0], [0, bottom], [right, bottom]], np.float64))
    return (*map(float, corners.min(0)), *map(float, corners.max(0)))


def local_px_per_mm(page_map: PageMap, point_mm: np.ndarray) -> tuple[float, float]:
    """Local resolution of the picture around one paper point, px/mm, along paper x and along paper y."""
    x, y = np.asarray(point_mm, np.float64)
    ends = page_map.to_px(np.array([[x - 0.5, y], [x + 0.5, y], [x, y - 0.5], [x, y + 0.5]]))
    return float(np.hypot(*(ends[1] - ends[0]))), float(np.hypot(*(ends[3] - ends[2])))


@dataclass(frozen=True)
class PageGeometry:
    """Everything that turns a place in the picture into volts and seconds.

    Attributes:
        page_map: paper mm <-> picture px.
        mm_per_s: paper speed, mm/s.
        mm_per_mv: gain, mm/mV.
    """

    page_map: PageMap
    mm_per_s: float
    mm_per_mv: float

    def __post_init__(self):
        if min(self.mm_per_s, self.mm_per_mv) <= 0:
            raise ValueError(f'mm_per_s={self.mm_per_s}, mm_per_mv={self.mm_per_mv}: both must be positive')
