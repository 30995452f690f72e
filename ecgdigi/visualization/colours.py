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


def faded(picture: np.ndarray) -> np.ndarray:
    """A copy of a picture on which lines stand out."""
    return cv2.addWeighted(picture, 0.6, np.full_like(picture, 255), 0.4, 0)


def write_name(canvas: np.ndarray, name: str, start_px: np.ndarray, colour: tuple[int, int, int]) -> None:
    """Write a lead's name above the start of its line, (2,), px."""
    place = (np.asarray(start_px) - [0, 6]).astype(int).tolist()
    cv2.putText(canvas, name, place, cv2.FONT_HERSHEY_SIMPLEX, 0.6, colour, 2, cv2.LINE_AA)
