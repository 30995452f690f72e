"""Lines and their colours, the same in all pictures."""

import cv2
import numpy as np

# Neighbouring pieces get different colours, BGR.
COLOURS = ((0, 0, 230), (230, 80, 0), (0, 150, 0), (200, 0, 200))
# OpenCV draws at sixteenths of a pixel with this.
SHIFT_BITS = 4


def draw_line(canvas: np.ndarray, points_px: np.ndarray, colour: tuple[int, int, int]) -> None:
    """Draw a thin line through (N, 2) points, px with fractions, onto a picture."""
    points = np.round(np.asarray(points_px) * (1 << SHIFT_BITS)).astype(np.int32)[None]
    cv2.polylines(canvas, points, False, colour, 1, cv2.LINE_AA, SHIFT_BITS)
