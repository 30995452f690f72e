"""What a PDF page draws, as plain values: lines and words, in mm on the page as seen.

The page as seen is turned by /Rotate and cut to its crop box; (0, 0) is its top left corner, x to the right, y downwards.
"""

from dataclasses import dataclass

import numpy as np

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Polyline:
    """One subpath.

    Attributes:
        points_mm: (N, 2) x, y, mm; the last is the first again where it is closed. Curves are many short lines.
        style: stroke or fill colour (red, green, blue, 0 to 255) and width of the pen, mm.
        filled: filled instead of stroked.
        clip_mm: (left, top, right, bottom) outside which nothing of it is seen, mm.
    """

    points_mm: np.ndarray
    style: tuple[int, int, int, float]
    filled: bool
    clip_mm: Box


@dataclass(frozen=True)
class Word:
    """Characters without a space between them.

    Attributes:
        text: the characters. They may be a patient's name: they stay inside the functions that read a page.
        x_mm, y_mm: its middle, mm.
        length_mm, height_mm: its size along its own direction and across it, mm.
        quarter_turns: by how much it is turned clockwise.
    """

    text: str
    x_mm: float
    y_mm: float
    length_mm: float
    height_mm: float
    quarter_turns: int


@dataclass(frozen=True)
class PageDrawing:
    """Attributes:
    size_mm: (width, height) of the page as seen, mm.
    polylines: in the order of drawing.
    words: in no particular order.
    num_pictures: how many pictures are placed on the page.
    """

    size_mm: tuple[float, float]
    polylines: list[Polyline]
    words: list[Word]
    num_pictures: int
