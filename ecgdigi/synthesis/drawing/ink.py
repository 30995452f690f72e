"""Strokes as coverage of the paper, anti-aliased and of exact width."""

from collections.abc import Sequence

import cv2
import numpy as np

from .frame import Frame

# OpenCV draws anti-aliased lines of few widths: measured over sub-pixel offsets, thickness t covers WIDTHS[t] px. To get
# any width, lines are drawn on a canvas scaled so that one of these is right, and the canvas is averaged down.
WIDTHS = {2: 3.5, 3: 5.5, 5: 7.5, 7: 9.5, 9: 11.5, 13: 15.5, 17: 19.5}
# The canvas is at least this much finer than the picture: OpenCV places lines to within 0.16 canvas px.
MIN_SCALE = 1.7
SHIFT_BITS = 6
# Points of a stroke are left out that are no further than this from the line through the others, canvas px.
STRAIGHT_PX = 0.08


class InkCanvas:
    """A canvas finer than the picture, on which strokes of one width are drawn.

    Args:
        frame: which part of the paper, at which resolution.
        width_mm: stroke width, mm.
    """

    def __init__(self, frame: Frame, width_mm: float):
        self.frame = frame
        wanted_px = width_mm * frame.px_per_mm * MIN_SCALE
        self.thickness = next((t for t, w in WIDTHS.items() if w >= wanted_px), max(WIDTHS))
        scale = WIDTHS[self.thickness] / (width_mm * frame.px_per_mm)
        # A very fine pen on a coarse picture would need a huge canvas: it is drawn wider and fainter instead.
        self.strength = 1.0
        if scale > 4.0:
            self.strength, scale = 4.0 / scale, 4.0
        size_px = np.array(frame.size_px)
        canvas_px = np.round(size_px * scale).astype(int)
        self.canvas = np.zeros(canvas_px[::-1], np.uint8)
        # Canvas px per mm, exactly, after rounding the canvas to whole px.
        self.px_per_mm = canvas_px / size_px * frame.px_per_mm

    def _to_px(self, points_mm) -> np.ndarray:
        return (np.asarray(points_mm, np.float64) - self.frame.origin_mm) * self.px_per_mm - 0.5

    def _fixed_point(self, points_mm) -> np.ndarray:
        # Far outside of the picture OpenCV's fixed-point numbers would overflow.
        points = np.clip(self._to_px(points_mm), -20_000, 40_000)
        return np.round(points * (1 << SHIFT_BITS)).astype(np.int32)[None]

    def stroke(self, points_mm: np.ndarray) -> None:
        """Draw a polyline through (N, 2) paper points, mm; points that lie on the line of their neighbours cost nothing."""
        points = self._fixed_point(points_mm)
        kept = cv2.approxPolyDP(points[0], STRAIGHT_PX * (1 << SHIFT_BITS), False).reshape(1, -1, 2)
        cv2.polylines(self.canvas, kept, False, 255, self.thickness, cv2.LINE_AA, SHIFT_BITS)

    def fill(self, points_mm: np.ndarray) -> None:
        """Fill the polygon of (N, 2) paper points, mm."""
        cv2.fillPoly(self.canvas, self._fixed_point(points_mm), 255, cv2.LINE_AA, SHIFT_BITS)

    def print_on(
        self,
        picture: np.ndarray,
        bgr: Sequence[float],
        strength: float = 1.0,
        *,
        blur_px: float = 0.0,
        density: tuple[np.ndarray, np.ndarray] | None = None,
    ) -> None:
        """Blend what was drawn into a (H, W, 3) uint8 picture, in place.

        Args:
            bgr: colour of the ink.
            strength: 0 (invisible) to 1 (opaque).
            blur_px: standard deviation by which it runs, px.
            density: (W,) and (H,) factors of the strength of each column and row.
        """
        coverage = cv2.resize(self.canvas, self.frame.size_px, interpolation=cv2.INTER_AREA)
        if blur_px > 0.2:
            coverage = cv2.GaussianBlur(coverage, (0, 0), blur_px)
        inked = np.flatnonzero(coverage)  # a few per cent of the page: only those are touched
        share = coverage.ravel()[inked].astype(np.float32) * (self.strength * strength / 255)
        rows, columns = np.divmod(inked, coverage.shape[1])
        if density is not None:
            share = np.minimum(share * density[0].astype(np.float32)[columns] * density[1].astype(np.float32)[rows], 1.0)
        paper = picture[rows, columns].astype(np.float32)
        mixed = paper + share[:, None] * (np.asarray(bgr, np.float32) - paper) + 0.5
        picture[rows, columns] = mixed.astype(np.uint8)
