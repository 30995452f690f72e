"""Maps of pages that are not flat: any smooth map, given at the nodes of a lattice over the picture."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .page_geometry import HomographyMap, PageMap, transform_points

# Newton's method doubles the digits each time; from a flat page's guess, crumpled ones need four or five.
NEWTON_STEPS = 12
CONVERGED_PX = 1e-4


@dataclass(frozen=True)
class LatticeMap:
    """Paper points at lattice nodes of a picture; between nodes bilinear, beyond the outer ones going on as in the last cell.

    So the map is exactly known at every pixel, in both directions: `to_px` inverts the bilinear cells by Newton's method.

    Attributes:
        nodes_mm: (h, w, 2) float64, paper (x, y) at the nodes, mm; at least two nodes along each axis.
        cell_px: distance of neighbouring nodes, px; node (i, j) lies at picture point (j, i) * cell_px.
    """

    nodes_mm: np.ndarray
    cell_px: float

    def __post_init__(self):
        nodes_mm = np.asarray(self.nodes_mm, np.float64)
        if nodes_mm.ndim != 3 or nodes_mm.shape[2] != 2 or min(nodes_mm.shape[:2]) < 2 or not np.isfinite(nodes_mm).all():
            raise ValueError(f'nodes_mm has shape {nodes_mm.shape}, wanted finite (h, w, 2) with h and w from 2 on')
        if not self.cell_px > 0:
            raise ValueError(f'cell_px={self.cell_px} must be positive')
        object.__setattr__(self, 'nodes_mm', nodes_mm)

    def to_mm(self, points_px: np.ndarray) -> np.ndarray:
        """Map (..., 2) picture points, px, to (..., 2) paper points, mm."""
        points_px = np.asarray(points_px, np.float64)
        return self._cells(points_px.reshape(-1, 2))[0].reshape(points_px.shape)

    def to_px(self, points_mm: np.ndarray) -> np.ndarray:
        """Map (..., 2) paper points, mm, to (..., 2) picture points, px."""
        wanted = np.asarray(points_mm, np.float64).reshape(-1, 2)
        points = transform_points(self._flat_guess, wanted)
        moving = np.arange(len(points))
        for _ in range(NEWTON_STEPS):
            found, along_x, along_y = self._cells(points[moving])
            error = wanted[moving] - found
            determinant = along_x[:, 0] * along_y[:, 1] - along_x[:, 1] * along_y[:, 0]
            step_x = (error[:, 0] * along_y[:, 1] - error[:, 1] * along_y[:, 0]) / determinant
            step_y = (along_x[:, 0] * error[:, 1] - along_x[:, 1] * error[:, 0]) / determinant
            points[moving] += np.stack([step_x, step_y], 1)
            moving = moving[np.hypot(step_x, step_y) > CONVERGED_PX]
            if not len(moving):
                break
        return points.reshape(np.shape(points_mm))

    def with_closer_nodes(self, factor: int) -> 'LatticeMap':
        """The same map with nodes `factor` times as close."""
        rows, columns = ((count - 1) * factor + 1 for count in self.nodes_mm.shape[:2])
        y, x = np.mgrid[0:rows, 0:columns] * (self.cell_px / factor)
        return LatticeMap(self.to_mm(np.stack([x, y], -1)), self.cell_px / factor)

    def _cells(self, points_px: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Of (N, 2) picture points: (N, 2) paper points, and their change per px along x and along y."""
        nodes, place = self.nodes_mm, points_px / self.cell_px
        column = np.clip(np.floor(place[:, 0]).astype(np.int64), 0, nodes.shape[1] - 2)
        row = np.clip(np.floor(place[:, 1]).astype(np.int64), 0, nodes.shape[0] - 2)
        u, v = (place[:, 0] - column)[:, None], (place[:, 1] - row)[:, None]
        origin, right = nodes[row, column], nodes[row, column + 1]
        below, across = nodes[row + 1, column], nodes[row + 1, column + 1]
        twist = origin - right - below + across
        found = origin + u * (right - origin) + v * (below - origin) + u * v * twist
        return found, (right - origin + v * twist) / self.cell_px, (below - origin + u * twist) / self.cell_px

    @cached_property
    def _flat_guess(self) -> np.ndarray:
        """(3, 3) homography that comes near the map from paper to picture, by least squares over the nodes."""
        rows, columns = np.mgrid[0 : self.nodes_mm.shape[0], 0 : self.nodes_mm.shape[1]]
        px = np.stack([columns, rows], -1).reshape(-1, 2) * self.cell_px
        return fit_homography(self.nodes_mm.reshape(-1, 2), px)


def fit_homography(from_points: np.ndarray, to_points: np.ndarray) -> np.ndarray:
    """(3, 3) homography between (N, 2) points, N from 4 on, by least squares of the direct linear transform.

    Source: Hartley and Zisserman, Multiple View Geometry, 2nd ed. 2004, algorithm 4.2 (with normalized points).
    """
    normals = []
    for points in (from_points, to_points):
        middle, spread = points.mean(0), points.std() + 1e-12
        normals.append(np.array([[1 / spread, 0, -middle[0] / spread], [0, 1 / spread, -middle[1] / spread], [0, 0, 1]]))
    (x, y), (u, v) = transform_points(normals[0], from_points).T, transform_points(normals[1], to_points).T
    one, zero = np.ones_like(x), np.zeros_like(x)
    system = np.concatenate([
        np.stack([x, y, one, zero, zero, zero, -u * x, -u * y, -u], 1),
        np.stack([zero, zero, zero, x, y, one, -v * x, -v * y, -v], 1),
    ])  # fmt: skip
    _, vectors = np.linalg.eigh(system.T @ system)
    return np.linalg.inv(normals[1]) @ vectors[:, 0].reshape(3, 3) @ normals[0]


@dataclass(frozen=True)
class TransformedMap:
    """A map with a homography of the paper before it and one of the picture behind it.

    Attributes:
        base: the map between.
        before: (3, 3), paper mm to the paper mm that `base` takes.
        after: (3, 3), the picture px of `base` to px.
    """

    base: PageMap
    before: np.ndarray
    after: np.ndarray

    def to_px(self, points_mm: np.ndarray) -> np.ndarray:
        """Map (..., 2) paper points, mm, to (..., 2) picture points, px."""
        return transform_points(self.after, self.base.to_px(transform_points(self.before, points_mm)))

    def to_mm(self, points_px: np.ndarray) -> np.ndarray:
        """Map (..., 2) picture points, px, to (..., 2) paper points, mm."""
        inside = self.base.to_mm(transform_points(np.linalg.inv(self.after), points_px))
        return transform_points(np.linalg.inv(self.before), inside)


def transformed(base: PageMap, *, before: np.ndarray | None = None, after: np.ndarray | None = None) -> PageMap:
    """A map with a homography of the paper before it, one of the picture behind it, or both; flat maps stay flat ones."""
    before, after = np.eye(3) if before is None else before, np.eye(3) if after is None else after
    if isinstance(base, HomographyMap):
        return HomographyMap(after @ base.matrix @ before)
    if isinstance(base, TransformedMap):
        return TransformedMap(base.base, base.before @ before, after @ base.after)
    return TransformedMap(base, before, after)
