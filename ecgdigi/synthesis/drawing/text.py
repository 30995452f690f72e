"""Text, lines and shapes that carry no signal: drawn on the picture itself."""

import cv2
import numpy as np

from .frame import Frame
from .style import PrintedLine, PrintedText

# OpenCV's outline fonts by their names, its stroked ones by their numbers and the height of a capital letter at scale 1, px.
OUTLINE_FONTS = ('sans', 'italic', 'uni')
STROKED_FONTS = {
    'simplex': (cv2.FONT_HERSHEY_SIMPLEX, 21), 'duplex': (cv2.FONT_HERSHEY_DUPLEX, 21),
    'complex': (cv2.FONT_HERSHEY_COMPLEX, 21), 'triplex': (cv2.FONT_HERSHEY_TRIPLEX, 21),
    'script': (cv2.FONT_HERSHEY_SCRIPT_SIMPLEX, 21), 'plain': (cv2.FONT_HERSHEY_PLAIN, 9),
}  # fmt: skip
FONTS = (*OUTLINE_FONTS, *STROKED_FONTS)
CAPITAL_SHARE = 0.72  # height of a capital letter in that of its line
SHIFT_BITS = 4


def draw_text(picture: np.ndarray, frame: Frame, item: PrintedText) -> tuple[float, float, float, float]:
    """Write a line of text, in place.

    Args:
        picture: (H, W, 3) uint8.
        frame: of the picture.

    Returns:
        (left, top, right, bottom) of the letters on paper, mm.

    Raises:
        ValueError: an unknown font.
    """
    if item.font not in FONTS:
        raise ValueError(f'font={item.font!r}; choose one of {", ".join(FONTS)}')
    # A corner far outside would not be drawn, and OpenCV counts in 32 bits.
    origin = tuple(np.round(np.clip(frame.to_px(item.origin_mm) + 0.5, -20_000, 40_000)).astype(int).tolist())
    height_px = max(round(item.height_mm * frame.px_per_mm), 4)
    if item.font in OUTLINE_FONTS:
        face = cv2.FontFace(item.font)
        left, top, width, height = cv2.getTextSize(frame.size_px, item.text, origin, face, height_px, item.weight)
        cv2.putText(picture, item.text, origin, item.bgr, face, height_px, item.weight)
    else:
        number, capital_px = STROKED_FONTS[item.font]
        scale, thickness = height_px * CAPITAL_SHARE / capital_px, max(round(height_px * item.weight / 6000), 1)
        (width, height), _ = cv2.getTextSize(item.text, number, scale, thickness)
        left, top = origin[0], origin[1] - height
        cv2.putText(picture, item.text, origin, number, scale, item.bgr, thickness, cv2.LINE_AA)
    corners = np.array([[left, top], [left + width, top + height]]) / frame.px_per_mm + frame.origin_mm
    return tuple(corners.ravel().tolist())


def draw_line(picture: np.ndarray, frame: Frame, line: PrintedLine) -> None:
    """Draw a line or shape, in place."""
    points = np.clip(frame.to_px(line.points_mm), -20_000, 40_000) * (1 << SHIFT_BITS)
    points = np.round(points).astype(np.int32)[None]
    if line.filled:
        cv2.fillPoly(picture, points, line.bgr, cv2.LINE_AA, SHIFT_BITS)
    else:
        thickness = max(round(line.width_mm * frame.px_per_mm), 1)
        cv2.polylines(picture, points, False, line.bgr, thickness, cv2.LINE_AA, SHIFT_BITS)
