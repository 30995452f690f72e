"""Whether a page is flat after all: then eight numbers say where its points lie, and none of them follows noise."""

import numpy as np

from ecgdigi.structures import HomographyMap, LatticeMap, PageMap
from ecgdigi.structures.lattice_map import fit_homography

# A homography that keeps nine tenths of the page this near to the curved map is the better map, mm.
MAX_BEND_MM = 0.05
ROUNDS = 3


def flat_or_curved(page_map: LatticeMap, points_px: np.ndarray) -> PageMap:
    """A homography if one follows the map, else the map itself.

    Args:
        points_px: (N, 2) places of the picture at which the map is known.
    """
    points_mm = page_map.to_mm(points_px)
    use = np.ones(len(points_px), bool)
    for _ in range(ROUNDS):
        flat = HomographyMap(fit_homography(points_mm[use], points_px[use]))
        off_mm = np.hypot(*(flat.to_mm(points_px) - points_mm).T)
        use = off_mm <= max(3 * np.median(off_mm), 1e-6)
    return flat if np.percentile(off_mm, 90) <= MAX_BEND_MM else page_map
