"""Strokes and text as coverage of the paper, anti-aliased and of exact width."""

from collections.abc import Sequence

import cv2
import numpy as np

# OpenCV draws anti-aliased lines of few widths: measured over sub-pixel offsets, thickness t covers WIDTHS[t] px. To get
# any width, lines are drawn on a canvas scaled so that one of these is right, and the canvas is averaged down.
WIDTHS = {2: 3.5, 3: 5.5, 5: 7.5, 7: 9.5, 9: 11.5, 13: 15.5, 17: 19.5}
# The canvas is at least this much finer than the picture: OpenCV places lines to within 0.16 canvas px.
MIN_SCALE = 1.7
SHIFT_BITS = 6


class InkCanvas:
    """A canvas finer than the picture, on which strokes of one width and text are drawn.

    Args:
        shape_px: (H, W) of the picture.
        px_per_mm: resolution of the picture, px/mm.
        width_mm: stroke width, mm.
    """

    def __init__(self, shape_px: tuple[int, int], px_per_mm: float, width_mm: float):
        self.shape_px = shape_px
        wanted_px = width_mm * px_per_mm * MIN_SCALE
        self.thickness = next((t for t, w in WIDTHS.items() if w >= wanted_px), max(WIDTHS))
        self.scale = WIDTHS[self.thickness] / (width_mm * px_per_mm)
        # A very fine pen on a coarse picture would need a huge canvas: it is drawn wider and fainter instead.
        self.strength = 1.0
        if self.scale > 4.0:
            self.strength, self.scale = 4.0 / self.scale, 4.0
        self.canvas = np.zeros([round(n * self.scale) for n in shape_px], np.uint8)
        # The picture's px per canvas px, exactly, after rounding the canvas to whole px.
        self.px_per_mm = np.array([self.canvas.shape[1] / shape_px[1], self.canvas.shape[0] / shape_px[0]]) * px_per_mm

    def stroke(self, points_mm: np.ndarray, thickness: int | None = None) -> None:
        """Draw a polyline through (N, 2) paper points, mm."""
        points = (points_mm * self.px_per_mm - 0.5) * (1 << SHIFT_BITS)
        points = np.round(points).astype(np.int32)[None]
        cv2.polylines(self.canvas, points, False, 255, thickness or self.thickness, cv2.LINE_AA, SHIFT_BITS)

    def bar(self, left_mm: float, top_mm: float, right_mm: float, bottom_mm: float) -> None:
        """Fill an upright rectangle."""
        corners = np.array([[left_mm, top_mm], [right_mm, top_mm], [right_mm, bottom_mm], [left_mm, bottom_mm]])
        points = np.round((corners * self.px_per_mm - 0.5) * (1 << SHIFT_BITS)).astype(np.int32)
        cv2.fillPoly(self.canvas, points[None], 255, cv2.LINE_AA, SHIFT_BITS)

    def text(self, text: str, origin_mm: Sequence[float], font: str, height_mm: float, weight: int) -> None:
        """Write `text` with its lower left corner at `origin_mm`."""
        origin = np.round(np.asarray(origin_mm) * self.px_per_mm).astype(int)
        size = max(round(height_mm * self.px_per_mm[1]), 4)
        cv2.putText(self.canvas, text, tuple(origin.tolist()), 255, cv2.FontFace(font), size, weight)

    def print_on(self, picture: np.ndarray, bgr: Sequence[float], strength: float = 1.0) -> None:
        """Blend what was drawn into a (H, W, 3) uint8 picture, in place.

        Args:
            bgr: colour of the ink.
            strength: 0 (invisible) to 1 (opaque).
        """
        coverage = cv2.resize(self.canvas, self.shape_px[::-1], interpolation=cv2.INTER_AREA)
        inked = np.flatnonzero(coverage)  # a few per cent of the page: only those are touched
        share = coverage.ravel()[inked, None].astype(np.float32) * (self.strength * strength / 255)
        flat = picture.reshape(-1, 3)
        paper = flat[inked].astype(np.float32)
        flat[inked] = (paper + share * (np.asarray(bgr, np.float32) - paper) + 0.5).astype(np.uint8)
