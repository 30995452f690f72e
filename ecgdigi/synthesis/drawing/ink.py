"""Strokes as ink: how much of each pixel they cover.

A stroke never goes back in x, so at every x it covers one interval of y. Its upper and lower edge are found at a few places
in each column of pixels, and cover the rows between them exactly; nothing is drawn finer than the picture and averaged down.
"""

from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np

# A column of pixels is so many parts wide that a steep stroke is about an odd number of them: its edges are found for whole
# parts. Six place it along x to within a twelfth of a pixel.
MIN_PARTS, MAX_PARTS = 6, 9


class Ink(NamedTuple):
    """What covers a picture. Attributes: rows, columns: (N,) each pixel once; share: (N,) float32, how much of it is covered."""

    rows: np.ndarray
    columns: np.ndarray
    share: np.ndarray


def stroke_ink(points_px: np.ndarray, width_px: float, size_px: tuple[int, int], *, flat_ends: bool = False) -> Ink:
    """Ink of a round pen that is led along a line.

    Args:
        points_px: (N, 2) of the line, x never falling; a pixel's middle is at whole numbers.
        width_px: of the pen.
        size_px: (width, height) of the picture.
        flat_ends: the stroke is cut off upright where the line begins and ends, not rounded half its width beyond.
    """
    parts = min(range(MIN_PARTS, MAX_PARTS + 1), key=lambda parts: abs((width_px * parts) % 2 - 1))
    top, bottom, first_column = _edges(points_px + 0.5, width_px / 2, size_px[0], parts, flat_ends)
    top, bottom = top.T.copy(), bottom.T.copy()
    first_row = np.clip(np.floor(top.min(0)), 0, size_px[1]).astype(int)
    num_rows = np.clip(np.ceil(bottom.max(0)) - first_row, 0, size_px[1] - first_row).astype(int)
    rows = np.arange(num_rows.sum()) + np.repeat(first_row - np.cumsum(num_rows) + num_rows, num_rows)
    columns = np.repeat(np.arange(len(num_rows)), num_rows)
    share, above = np.zeros(len(rows), np.float32), rows.astype(np.float32)
    below = above + 1
    for upper, lower in zip(top, bottom, strict=True):
        share += np.maximum(np.minimum(lower.repeat(num_rows), below) - np.maximum(upper.repeat(num_rows), above), 0)
    return Ink(rows, columns + first_column, share / parts)


def _edges(points: np.ndarray, radius: float, width: int, parts: int, flat_ends: bool) -> tuple[np.ndarray, np.ndarray, int]:
    """Upper and lower edge of a stroke where it is seen.

    Args:
        points: (N, 2) px; a pixel's left and upper edge are at whole numbers.

    Returns:
        (C, parts) float32 each, of whole columns; where nothing is, the upper edge is at inf, the lower at -inf. And the number
        of the first column.
    """
    x, y = points[:, 0] * parts, points[:, 1]
    reach = max(round(radius * parts - 0.5), 0)
    first, last = np.clip(np.floor(x[[0, -1]]).astype(int), -reach - 1, width * parts + reach).tolist()
    # The interval of the line itself: where it enters and leaves a part, and its corners between.
    sides = np.interp(np.arange(first, last + 2), x, y)
    low, high = np.minimum(sides[:-1], sides[1:]), np.maximum(sides[:-1], sides[1:])
    corners = np.floor(x).astype(int) - first
    seen = (corners >= 0) & (corners < len(low))
    np.minimum.at(low, corners[seen], y[seen])
    np.maximum.at(high, corners[seen], y[seen])
    low, high = low.astype(np.float32), high.astype(np.float32)
    # The pen is as high at a distance as its round outline.
    away = np.minimum((np.arange(1, reach + 1) + 0.5) / parts, radius)
    half_heights = np.sqrt(np.maximum(radius**2 - np.r_[0, away] ** 2, 0)).astype(np.float32)  # rounding may pass below 0
    first_column, stop_column = (first - reach) // parts, -(-(last + reach + 1) // parts)
    top = np.full((stop_column - first_column) * parts, np.inf, np.float32)
    bottom = np.full_like(top, -np.inf)
    middle = first - first_column * parts
    for distance, half_height in enumerate(half_heights):
        upper, lower = low - half_height, high + half_height
        for start in {middle - distance, middle + distance}:
            reached = slice(start, start + len(low))
            np.minimum(top[reached], upper, out=top[reached])
            np.maximum(bottom[reached], lower, out=bottom[reached])
    if flat_ends:
        for beyond in (slice(middle), slice(middle + len(low), None)):
            top[beyond], bottom[beyond] = np.inf, -np.inf
    start, stop = np.clip([first_column, stop_column], 0, width).tolist()
    seen = slice(start - first_column, stop - first_column)
    return top.reshape(-1, parts)[seen], bottom.reshape(-1, parts)[seen], start


def box_ink(box_px: np.ndarray, size_px: tuple[int, int]) -> Ink:
    """Ink of a filled box.

    Args:
        box_px: (2, 2) of its upper left and lower right corner; a pixel's middle is at whole numbers.
        size_px: (width, height) of the picture.
    """
    low, high = np.asarray(box_px) + 0.5
    first, stop = np.clip(np.floor(low), 0, size_px).astype(int), np.clip(np.ceil(high), 0, size_px).astype(int)
    x, y = (np.arange(a, b) for a, b in zip(first, stop, strict=True))
    along_x, along_y = (
        np.minimum(places + 1, end) - np.maximum(places, begin) for places, begin, end in zip((x, y), low, high, strict=True)
    )
    rows, columns = np.repeat(y, len(x)), np.tile(x, len(y))
    return Ink(rows, columns, np.outer(along_y, along_x).ravel().astype(np.float32))


def bleed(ink: Ink, sigma_px: float, size_px: tuple[int, int]) -> Ink:
    """Ink that has run into the paper, by a normal distribution."""
    if not len(ink.rows):
        return ink
    margin = int(np.ceil(3 * sigma_px)) + 1
    top, left = ink.rows.min() - margin, ink.columns.min() - margin
    covered = np.zeros((ink.rows.max() + margin + 1 - top, ink.columns.max() + margin + 1 - left), np.uint8)
    covered[ink.rows - top, ink.columns - left] = ink.share * 255 + 0.5
    covered = cv2.GaussianBlur(covered, (0, 0), sigma_px)
    covered = covered[max(-top, 0) : size_px[1] - top, max(-left, 0) : size_px[0] - left]
    rows, columns = np.divmod(np.flatnonzero(covered), covered.shape[1])
    share = covered[rows, columns].astype(np.float32) / 255
    return Ink(rows + max(top, 0), columns + max(left, 0), share)


def print_ink(
    picture: np.ndarray,
    ink: Ink,
    bgr: Sequence[float],
    strength: float,
    density: tuple[np.ndarray, np.ndarray] | None = None,
) -> None:
    """Blend ink into a picture, in place.

    Args:
        picture: (H, W, 3) uint8, contiguous.
        bgr: colour of the ink.
        strength: 0 (invisible) to 1 (opaque).
        density: (W,) and (H,) factors of the strength of each column and row.
    """
    share = ink.share * np.float32(strength)
    if density is not None:
        share = np.minimum(share * density[0].astype(np.float32)[ink.columns] * density[1].astype(np.float32)[ink.rows], 1.0)
    values, first_values = picture.reshape(-1), (ink.rows * picture.shape[1] + ink.columns) * 3
    for channel, level in enumerate(bgr):
        places = first_values + channel
        paper = values[places].astype(np.float32)
        values[places] = paper + share * (np.float32(level) - paper) + np.float32(0.5)
