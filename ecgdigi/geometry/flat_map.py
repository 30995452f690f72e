"""The flat map that comes nearest to a curved one: eight numbers say where all points lie, and none of them follows noise."""

import numpy as np

from ecgdigi.structures import HomographyMap
from ecgdigi.structures.lattice_map import fit_homography

ROUNDS = 3


def nearest_flat_map(points_mm: np.ndarray, points_px: np.ndarray) -> HomographyMap:
    """The homography that follows the larger part of a map; points that lie far off are left out.

    Args:
        points_mm, points_px: (N, 2) places on paper, and in the picture.
    """
    use = np.ones(len(points_px), bool)
    for _ in range(ROUNDS):
        flat = HomographyMap(fit_homography(points_mm[use], points_px[use]))
        off_mm = np.hypot(*(flat.to_mm(points_px) - points_mm).T)
        use = off_mm <= max(3 * np.median(off_mm), 1e-6)
    return flat
