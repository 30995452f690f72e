"""A straightened picture of a piece of one printed row."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Strip:
    """Rectified picture whose columns run along the paper's time axis.

    Pixel (column u, row v) shows the paper point ``(left_mm + u / px_per_mm, top_mm + v / px_per_mm)``.

    Attributes:
        picture: (H, W, 3) uint8, BGR.
        px_per_mm: resolution along both axes, px/mm.
        left_mm: paper x of the centre of column 0, mm.
        top_mm: paper y of the centre of row 0, mm.
    """

    picture: np.ndarray
    px_per_mm: float
    left_mm: float
    top_mm: float

    def __post_init__(self):
        if self.picture.ndim != 3 or self.picture.shape[2] != 3 or self.picture.dtype != np.uint8:
            raise ValueError(f'a strip is (H, W, 3) uint8, got {self.picture.shape} {self.picture.dtype}')

    def columns_to_mm(self, columns_px: np.ndarray) -> np.ndarray:
        """Paper x, mm, of columns, px (fractions allowed)."""
        return self.left_mm + np.asarray(columns_px, np.float64) / self.px_per_mm

    def rows_to_mm(self, rows_px: np.ndarray) -> np.ndarray:
        """Paper y, mm, of rows, px (fractions allowed); NaN is kept."""
        return self.top_mm + np.asarray(rows_px, np.float64) / self.px_per_mm


def position_columns(num_columns: int, positions_per_column: int) -> np.ndarray:
    """Columns, px, at which a network with several positions per picture column answers.

    Position k of column u lies at ``u + (k + 0.5) / K - 0.5``: the K positions share the pixel's width evenly.

    Returns:
        (num_columns * K,) float64, px.
    """
    return (np.arange(num_columns * positions_per_column) + 0.5) / positions_per_column - 0.5
