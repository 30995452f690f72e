"""Which rows are traces of one heart: their beats stand below one another. Lines of text and edges of paper do not share them."""

from collections.abc import Sequence

import numpy as np
from scipy.ndimage import gaussian_filter1d

from .rows import RowReading

# Steepness is compared after smoothing with this standard deviation, mm: waves of different leads do not rise at once.
SMOOTH_MM = 1.0
# Correlation of steepness with the two rows that are most alike: 0.7 to 0.99 of traces, below 0.5 of other lines.
STRANGER, KIN = 0.4, 0.8


def kinship(rows: Sequence[RowReading]) -> np.ndarray:
    """How sure each row is a trace that belongs to the others.

    Args:
        rows: of one page, at the same positions.

    Returns:
        (R,) from 0, a stranger, to 1; all 1 where there are fewer than three rows to compare.
    """
    if len(rows) < 3:
        return np.ones(len(rows))
    smooth = SMOOTH_MM / (rows[0].x_mm[1] - rows[0].x_mm[0])
    profiles = np.stack([gaussian_filter1d(row.steepness(), smooth) for row in rows])
    profiles -= profiles.mean(1, keepdims=True)
    profiles /= np.linalg.norm(profiles, axis=1, keepdims=True) + 1e-9
    alike = profiles @ profiles.T
    np.fill_diagonal(alike, -np.inf)
    nearest = np.sort(alike, axis=1)[:, -2:].mean(1)
    sure = [row.confidence[row.printed].mean() if row.printed.any() else 0.0 for row in rows]
    return np.clip((nearest - STRANGER) / (KIN - STRANGER), 0, 1) * sure
