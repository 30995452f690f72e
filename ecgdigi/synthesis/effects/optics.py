"""What lens, hand and sensor add."""

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
class Defocus(Effect):
    """Every point becomes a disc. Args: radius_px: range of its radius, px."""

    def __init__(self, *, radius_px: tuple[float, float] = (0.6, 2.5), probability: float = 1.0):
        super().__init__(probability=probability)
        self.radius_px = tuple(radius_px)

    def change(self, picture, rng):
        radius = rng.uniform(*self.radius_px)
        reach = int(np.ceil(radius))
        y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1]
        return _filtered(picture, np.clip(radius + 0.5 - np.hypot(x, y), 0, 1))


@EFFECTS.register_module()
class MotionBlur(Effect):
    """The hand moves during the exposure: every point becomes a line about itself. Args: length_px: range of its length, px."""

    def __init__(self, *, length_px: tuple[float, float] = (1.5, 6.0), probability: float = 1.0):
        super().__init__(probability=probability)
        self.length_px = tuple(length_px)

    def change(self, picture, rng):
        half, angle = rng.uniform(*self.length_px) / 2, rng.uniform(0, np.pi)
        reach = int(np.ceil(half))
        y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1]
        along, across = x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle)
        return _filtered(picture, np.clip(half + 0.5 - np.abs(along), 0, 1) * np.clip(1 - np.abs(across), 0, 1))


def _filtered(picture: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Symmetric kernels move nothing."""
    return cv2.filter2D(picture, -1, kernel / kernel.sum(), borderType=cv2.BORDER_REPLICATE)


@EFFECTS.register_module()
class SensorNoise(Effect):
    """Gaussian noise, of each colour or of all, coarser than a pixel at times; and what the device makes of it.

    Phones and scanners smooth the noise and then sharpen: dark lines get bright rims, and pale grids come out more clearly.

    Args:
        sigma: range of its standard deviation, grey levels; log-uniform.
        developed: share of the pictures that are smoothed and sharpened.
        sharpening: range of how much is added of the difference from a blurred picture.
    """

    def __init__(
        self,
        *,
        sigma: tuple[float, float] = (1.0, 12.0),
        developed: float = 0.6,
        sharpening: tuple[float, float] = (0.3, 1.8),
        probability: float = 1.0,
    ):
        super().__init__(probability=probability)
        self.sigma, self.developed, self.sharpening = tuple(sigma), developed, tuple(sharpening)

    def change(self, picture, rng):
        sigma = np.exp(rng.uniform(*np.log(self.sigma)))
        # A block of noise, repeated: no network sees further than its strip, and fresh noise costs ten times as much.
        block = rng.standard_normal((256, 331, 3), dtype=np.float32) * np.float32(sigma)
        if rng.random() < 0.3:
            grain_px = rng.uniform(0.5, 1.0)
            block = cv2.GaussianBlur(block, (0, 0), grain_px) * (2 * np.sqrt(np.pi) * grain_px)
        if rng.random() < 0.3:
            block = np.repeat(block[..., :1], 3, 2)
        repeats = (-(-picture.shape[0] // block.shape[0]), -(-picture.shape[1] // block.shape[1]), 1)
        noise = np.tile(np.rint(block).astype(np.int16), repeats)[: picture.shape[0], : picture.shape[1]]
        picture = cv2.add(picture, noise, dtype=cv2.CV_8U)
        if rng.random() >= self.developed:
            return picture
        smooth = cv2.GaussianBlur(picture, (3, 3), rng.uniform(0.4, 0.8))
        return sharpened(smooth, rng.uniform(0.7, 1.8), rng.uniform(*self.sharpening))


def sharpened(picture: np.ndarray, radius_px: float, amount: float) -> np.ndarray:
    """Unsharp masking: what blurring takes away is added once more.

    Args:
        radius_px: standard deviation of the blur, px.
        amount: 0 changes nothing.
    """
    return cv2.addWeighted(picture, 1 + amount, cv2.GaussianBlur(picture, (0, 0), radius_px), -amount, 0)
