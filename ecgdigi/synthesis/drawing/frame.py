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

    def part(self, box_mm: tuple[float, float, float, float]) -> 'tuple[Frame, tuple[slice, slice]] | None':
        """The frame of those pixels that a box touches, and their (rows, columns) in this one; None if it touches none."""
        corners = np.array(box_mm).reshape(2, 2)
        low = np.clip(np.floor((corners[0] - self.origin_mm) * self.px_per_mm).astype(int), 0, self.size_px)
        high = np.clip(np.ceil((corners[1] - self.origin_mm) * self.px_per_mm).astype(int), 0, self.size_px)
        if (high <= low).any():
            return None
        origin = np.array(self.origin_mm) + low / self.px_per_mm
        frame = Frame(tuple(origin.tolist()), tuple((high - low).tolist()), self.px_per_mm)
        return frame, (slice(low[1], high[1]), slice(low[0], high[0]))

    def to_px(self, points_mm) -> np.ndarray:
        """(..., 2) paper points, mm, as picture points, px."""
        return (np.asarray(points_mm, np.float64) - self.origin_mm) * self.px_per_mm - 0.5
