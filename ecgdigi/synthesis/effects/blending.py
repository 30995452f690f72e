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
    picture, covered = picture.copy(), np.flatnonzero(mask)
    share = mask.ravel()[covered, None].astype(np.float32) * (strength / 255)
    flat = picture.reshape(-1, 3)
    under = flat[covered].astype(np.float32)
    flat[covered] = (under + share * (np.asarray(bgr, np.float32) - under) + 0.5).astype(np.uint8)
    return picture


def multiply(picture: np.ndarray, mask: np.ndarray, bgr, strength: float = 1.0) -> np.ndarray:
    """Tint a picture, as ink that light passes does: dark stays dark. Args as in `blend`; the colour is that of tinted white."""
    picture, covered = picture.copy(), np.flatnonzero(mask)
    share = mask.ravel()[covered, None].astype(np.float32) * (strength / 255)
    flat = picture.reshape(-1, 3)
    flat[covered] = (flat[covered] * (1 - share * (1 - np.asarray(bgr, np.float32) / 255)) + 0.5).astype(np.uint8)
    return picture


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
