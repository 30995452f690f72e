"""What lens and sensor add."""

import cv2
import numpy as np

from ecgdigi.registry import EFFECTS

from .base import Effect


@EFFECTS.register_module()
class Blur(Effect):
    """Gaussian blur. Args: sigma_px: range of its standard deviation, px."""

    def __init__(self, *, sigma_px: tuple[float, float] = (0.3, 1.2), probability: float = 1.0):
        super().__init__(probability=probability)
        self.sigma_px = tuple(sigma_px)

    def change(self, picture, rng):
        return cv2.GaussianBlur(picture, (0, 0), rng.uniform(*self.sigma_px))


@EFFECTS.register_module()
class SensorNoise(Effect):
    """Independent Gaussian noise. Args: sigma: range of its standard deviation, grey levels."""

    def __init__(self, *, sigma: tuple[float, float] = (1.0, 12.0), probability: float = 1.0):
        super().__init__(probability=probability)
        self.sigma = tuple(sigma)

    def change(self, picture, rng):
        sigma = rng.uniform(*self.sigma)
        # A block of noise, repeated: no network sees further than its strip, and fresh noise costs ten times as much.
        block = rng.normal(0, sigma, (256, 331, 3)).astype(np.int16)
        repeats = (-(-picture.shape[0] // block.shape[0]), -(-picture.shape[1] // block.shape[1]), 1)
        noise = np.tile(block, repeats)[: picture.shape[0], : picture.shape[1]]
        return cv2.add(picture, noise, dtype=cv2.CV_8U)
