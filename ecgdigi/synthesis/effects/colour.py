"""Colour and contrast."""

import cv2
import numpy as np

from ecgdigi.registry import EFFECTS

from .base import Effect


@EFFECTS.register_module()
class ColourCast(Effect):
    """Wrong white balance, exposure, contrast and gamma.

    Cameras err along the colours of light, from candles to a blue sky, far more than towards green or violet.

    Args:
        cast: largest relative change of blue or red.
        contrast: range of the contrast kept.
    """

    def __init__(self, *, cast: float = 0.2, contrast: tuple[float, float] = (0.55, 1.1), probability: float = 1.0):
        super().__init__(probability=probability)
        self.cast = cast
        self.contrast = tuple(contrast)

    def change(self, picture, rng):
        levels = np.linspace(0, 1, 256)
        gamma = np.exp(rng.normal(0, 0.2))
        contrast = rng.uniform(*self.contrast)
        top = rng.uniform(contrast, 1.0) if contrast < 1 else 1.0
        warm, green = rng.uniform(-self.cast, self.cast), rng.normal(0, self.cast / 8)
        gains = np.array([1 - max(warm, 0), 1 - 0.4 * abs(warm) + green, 1 + min(warm, 0)])  # BGR
        table = (levels[:, None] ** gamma * contrast + top - contrast) * gains * 255
        return cv2.LUT(picture, np.clip(table + 0.5, 0, 255).astype(np.uint8)[:, None, :])


@EFFECTS.register_module()
class Grey(Effect):
    """A scan without colour."""

    def change(self, picture, rng):
        return cv2.cvtColor(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
