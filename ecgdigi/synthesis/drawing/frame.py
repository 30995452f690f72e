"""Which part of the paper a picture shows."""

from dataclasses import dataclass

import numpy as np

from ecgdigi.structures import scale_matrix


@dataclass(frozen=True)
class Frame:
    """The part of the paper that a picture shows.

    Attributes:
        origin_mm: (x, y) paper point at the picture's top left corner, mm.
        size_px: (width, height), px.
        px_per_mm: resolution, px/mm.
    """

    origin_mm: tuple[float, float]
    size_px: tuple[int, int]
    px_per_mm: float

    def edges_mm(self, axis: int) -> np.ndarray:
        """(size + 1,) paper coordinate of the pixels' edges along x (axis 0) or y (1), mm."""
        return self.origin_mm[axis] + np.arange(self.size_px[axis] + 1) / self.px_per_mm

    @property
    def matrix(self) -> np.ndarray:
        """(3, 3) paper mm -> picture px."""
        left, top = self.origin_mm
        return scale_matrix(self.px_per_mm) @ np.array([[1, 0, -left], [0, 1, -top], [0, 0, 1]])

    def to_px(self, points_mm) -> np.ndarray:
        """(..., 2) paper points, mm, as picture points, px."""
        return (np.asarray(points_mm, np.float64) - self.origin_mm) * self.px_per_mm - 0.5
