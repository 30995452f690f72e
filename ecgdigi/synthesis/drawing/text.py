"""Text, lines and shapes that carry no signal: drawn on the picture itself."""

from collections.abc import Iterator

import cv2
import numpy as np

from ecgdigi.structures import PrintedScale, find_scale_texts

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
    origin = _origin_px(frame, item)
    if item.font in OUTLINE_FONTS:
        face = cv2.FontFace(item.font)
        cv2.putText(picture, item.text, origin, item.bgr, face, _height_px(frame, item), item.weight)
    else:
        number, scale, thickness = _strokes(frame, item)
        cv2.putText(picture, item.text, origin, number, scale, item.bgr, thickness, cv2.LINE_AA)
    return _box_mm(frame, item, item.text)


def scale_places(frame: Frame, item: PrintedText) -> Iterator[PrintedScale]:
    """Where a line of text states paper speed or gain. Arguments as for `draw_text`."""
    for quantity, value, part in find_scale_texts(item.text):
        _, top, right, bottom = _box_mm(frame, item, item.text[: part.stop])
        left, _, width, _ = _box_mm(frame, item, item.text[part])
        yield PrintedScale(quantity, value, (right - (width - left), top, right, bottom))


def _box_mm(frame: Frame, item: PrintedText, text: str) -> tuple[float, float, float, float]:
    """(left, top, right, bottom) of the letters, as if `text` were all that is printed, mm."""
    origin = _origin_px(frame, item)
    if item.font in OUTLINE_FONTS:
        size = _height_px(frame, item), item.weight
        left, top, width, height = cv2.getTextSize(frame.size_px, text, origin, cv2.FontFace(item.font), *size)
    else:
        (width, height), _ = cv2.getTextSize(text, *_strokes(frame, item))
        left, top = origin[0], origin[1] - height
    corners = np.array([[left, top], [left + width, top + height]]) / frame.px_per_mm + frame.origin_mm
    return tuple(corners.ravel().tolist())


def _origin_px(frame: Frame, item: PrintedText) -> tuple[int, int]:
    # A corner far outside would not be drawn, and OpenCV counts in 32 bits.
    return tuple(np.round(np.clip(frame.to_px(item.origin_mm) + 0.5, -20_000, 40_000)).astype(int).tolist())


def _height_px(frame: Frame, item: PrintedText) -> int:
    return max(round(item.height_mm * frame.px_per_mm), 4)


def _strokes(frame: Frame, item: PrintedText) -> tuple[int, float, int]:
    """Number of a stroked font, its scale, and the strokes' thickness in px."""
    number, capital_px = STROKED_FONTS[item.font]
    height_px = _height_px(frame, item)
    return number, height_px * CAPITAL_SHARE / capital_px, max(round(height_px * item.weight / 6000), 1)


def draw_line(picture: np.ndarray, frame: Frame, line: PrintedLine) -> None:
    """Draw a line or shape, in place."""
    points = np.clip(frame.to_px(line.points_mm), -20_000, 40_000) * (1 << SHIFT_BITS)
    points = np.round(points).astype(np.int32)[None]
    if line.filled:
        cv2.fillPoly(picture, points, line.bgr, cv2.LINE_AA, SHIFT_BITS)
    else:
        thickness = max(round(line.width_mm * frame.px_per_mm), 1)
        cv2.polylines(picture, points, False, line.bgr, thickness, cv2.LINE_AA, SHIFT_BITS)
