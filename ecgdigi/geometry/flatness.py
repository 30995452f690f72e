"""Whether a map explains a page's grid, or the page is bent."""

import cv2
import numpy as np

from .grid_phase import PhaseField

# Cells, to either side, over which residuals are averaged: noise averages out, a bend does not.
SMOOTH_CELLS = 3.0
# Squared coherence below which a cell says nothing.
MIN_WEIGHT = 0.01
# Of the page; the fit follows its flat part, so that the median would say nothing of a fold.
PERCENTILE = 90


def flatness(fields: list[PhaseField], matrix: np.ndarray) -> tuple[float, float]:
    """How far the lines of a grid are from a map.

    Args:
        fields: phases of the vertical and of the horizontal lines.
        matrix: (3, 3) px to mm.

    Returns:
        Distance, mm, that nine tenths of the page keep, averaged over neighbourhoods; infinite if no cell can be trusted.
        The same without averaging and in lines, 0 to 0.5: how much the phases scatter.
    """
    smooth_mm, scatter = [], []
    for field in fields:
        off = field.residuals_mm(matrix)
        scatter.append(np.abs(off[field.weights**2 > MIN_WEIGHT]) / field.pitch_mm)
        weights = (field.weights**2).reshape(field.shape)
        turns = 2 * np.pi * off.reshape(field.shape) / field.pitch_mm
        real, imaginary, weight = (_smooth(weights * part) for part in (np.cos(turns), np.sin(turns), np.ones(field.shape)))
        mean_mm = np.arctan2(imaginary, real) / (2 * np.pi) * field.pitch_mm
        smooth_mm.append(np.abs(mean_mm[weight > MIN_WEIGHT]))
    return _percentile(smooth_mm), _percentile(scatter)


def _smooth(values: np.ndarray) -> np.ndarray:
    return cv2.GaussianBlur(values, (0, 0), SMOOTH_CELLS)


def _percentile(parts: list[np.ndarray]) -> float:
    values = np.concatenate(parts)
    return float(np.percentile(values, PERCENTILE)) if len(values) else np.inf
