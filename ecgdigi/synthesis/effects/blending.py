"""Laying something over a picture through a soft mask, only where the mask is."""

import cv2
import numpy as np


def blend(picture: np.ndarray, mask: np.ndarray, bgr, strength: float = 1.0) -> np.ndarray:
    """Cover a picture with a colour.

    Args:
        picture: (H, W, 3) uint8.
        mask: (H, W) uint8, 255 where the colour covers all.
        bgr: the colour.
        strength: of the cover, 0 to 1.

    Returns:
        A new picture.
    """
    shares = np.arange(256)[:, None] * (strength / 255)
    return _laid_over(picture, mask, np.repeat(1 - shares, 3, 1), shares * np.asarray(bgr))


def multiply(picture: np.ndarray, mask: np.ndarray, bgr, strength: float = 1.0) -> np.ndarray:
    """Tint a picture, as ink that light passes does: dark stays dark. Args as in `blend`; the colour is that of tinted white."""
    shares = np.arange(256)[:, None] * (strength / 255)
    return _laid_over(picture, mask, 1 - shares * (1 - np.asarray(bgr) / 255))


def _laid_over(picture: np.ndarray, mask: np.ndarray, kept: np.ndarray, added: np.ndarray | None = None) -> np.ndarray:
    """A new picture: for each value of the mask a (256, 3) share of the old one that is kept, and the levels that are added."""
    picture = picture.copy()
    left, top, width, height = cv2.boundingRect(mask)
    if width:
        part = slice(top, top + height), slice(left, left + width)
        values = cv2.merge([mask[part]] * 3)
        mixed = cv2.multiply(picture[part], cv2.LUT(values, _table(kept * 255)), scale=1 / 255)
        picture[part] = mixed if added is None else cv2.add(mixed, cv2.LUT(values, _table(added)))
    return picture


def _table(levels: np.ndarray) -> np.ndarray:
    """(256, 1, 3) uint8 of (256, 3), as `cv2.LUT` takes it."""
    return np.clip(levels + 0.5, 0, 255).astype(np.uint8)[:, None]


def blurred(mask: np.ndarray, sigma_px: float) -> np.ndarray:
    """A new (H, W) uint8 mask, blurred where there is anything to blur."""
    left, top, width, height = cv2.boundingRect(mask)
    margin = int(np.ceil(3 * sigma_px)) + 2
    rows, columns = slice(max(top - margin, 0), top + height + margin), slice(max(left - margin, 0), left + width + margin)
    soft = np.zeros_like(mask)
    if width:
        soft[rows, columns] = cv2.GaussianBlur(mask[rows, columns], (0, 0), sigma_px)
    return soft


def smooth_curve(points: np.ndarray, count: int) -> np.ndarray:
    """(count, 2) points of a smooth curve through (N, 2) ones, by Catmull and Rom's splines."""
    points = np.concatenate([points[:1], points, points[-1:]])
    place = np.linspace(0, len(points) - 3 - 1e-6, count)
    k, t = place.astype(int), (place % 1)[:, None]
    p0, p1, p2, p3 = (points[k + j] for j in range(4))
    return 0.5 * (2 * p1 + (p2 - p0) * t + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t**2 + (3 * p1 - p0 - 3 * p2 + p3) * t**3)


def draw_path(mask: np.ndarray, points_px: np.ndarray, width_px: float, *, closed: bool = False, filled: bool = False) -> None:
    """Draw a curve or shape into a mask, in place, anti-aliased."""
    points = np.round(np.clip(points_px, -20_000, 40_000) * 16).astype(np.int32)[None]
    if filled:
        cv2.fillPoly(mask, points, 255, cv2.LINE_AA, 4)
    else:
        cv2.polylines(mask, points, closed, 255, max(round(width_px), 1), cv2.LINE_AA, 4)
