"""A page laid askew on the scanner glass, or photographed from almost above."""

import numpy as np

from ecgdigi.registry import EFFECTS

from .base import WarpEffect


@EFFECTS.register_module()
class ScanWarp(WarpEffect):
    """Rotation, change of size, unequal pitch of x and y, a little perspective and a cropped or widened border.

    Args:
        max_tilt_deg: largest rotation, degrees.
        scale: range of the change of resolution; below 1 the picture loses pixels.
        max_perspective: largest relative change of scale across the page.
        max_crop: largest share of a side that is cut off, and largest border that is added.
    """

    def __init__(
        self,
        *,
        max_tilt_deg: float = 5.0,
        scale: tuple[float, float] = (0.7, 1.0),
        max_perspective: float = 0.03,
        max_crop: float = 0.015,
        probability: float = 1.0,
    ):
        super().__init__(probability=probability)
        self.max_tilt_deg = max_tilt_deg
        self.scale = tuple(scale)
        self.max_perspective = max_perspective
        self.max_crop = max_crop

    def draw(self, picture, rng):
        height, width = picture.shape[:2]
        tilt = np.deg2rad(np.clip(rng.normal(0, self.max_tilt_deg / 2.5), -self.max_tilt_deg, self.max_tilt_deg))
        scale = rng.uniform(*self.scale)
        pitch = 1 + rng.normal(0, 0.003)
        turn = np.array([[np.cos(tilt), -np.sin(tilt), 0], [np.sin(tilt), np.cos(tilt), 0], [0, 0, 1]])
        perspective = np.eye(3)
        perspective[2, :2] = rng.uniform(-1, 1, 2) * self.max_perspective / max(width, height)
        centre = np.array([[1, 0, -width / 2], [0, 1, -height / 2], [0, 0, 1]])
        size = np.array([width, height]) * scale * (1 + rng.uniform(-self.max_crop, self.max_crop, 2))
        size_px = tuple(np.maximum(np.round(size), 8).astype(int).tolist())
        jitter = rng.uniform(-0.5, 0.5, 2) * self.max_crop * np.array(size_px)
        back = np.array([[1, 0, size_px[0] / 2 + jitter[0]], [0, 1, size_px[1] / 2 + jitter[1]], [0, 0, 1]])
        matrix = back @ np.diag([scale * pitch, scale, 1]) @ turn @ perspective @ centre
        border_bgr = tuple(rng.uniform(0, 255, 3).tolist()) if rng.random() < 0.5 else (255, 255, 255)
        return matrix, size_px, border_bgr
