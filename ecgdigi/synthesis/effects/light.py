"""Light and paper relief that only shade, without moving anything."""

import cv2
import numpy as np

from ecgdigi.registry import EFFECTS

from .base import Effect


def shade(picture: np.ndarray, light: np.ndarray) -> np.ndarray:
    """Multiply a (H, W, 3) uint8 picture by a coarse (h, w) or (h, w, 3) field of light, 1 being unchanged."""
    # In steps of 1/128: uint8 throughout is four times as fast as float, and the steps are below what paper shows.
    steps = np.clip(light * 128 + 0.5, 0, 255).astype(np.uint8)
    field = cv2.resize(steps, picture.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    field = cv2.merge([field] * 3) if field.ndim == 2 else field
    return cv2.multiply(picture, field, scale=1 / 128)


@EFFECTS.register_module()
class UnevenLight(Effect):
    """Light falling off across the page, in soft clouds.

    Args:
        strength: range of the field's peak deviation from 1.
    """

    def __init__(self, *, strength: tuple[float, float] = (0.05, 0.35), probability: float = 1.0):
        super().__init__(probability=probability)
        self.strength = tuple(strength)

    def change(self, picture, rng):
        cells = int(rng.integers(2, 6))
        clouds = cv2.resize(rng.normal(size=(cells, cells)).astype(np.float32), (64, 64), interpolation=cv2.INTER_CUBIC)
        clouds /= np.abs(clouds).max() + 1e-6
        return shade(picture, 1 + rng.uniform(*self.strength) * (clouds - 0.3))


@EFFECTS.register_module()
class Creases(Effect):
    """Straight folds and wrinkles as light and dark facets, as on a scan of a crumpled page.

    Args:
        count: range of the number of creases.
        strength: largest change of brightness across a crease.
    """

    def __init__(self, *, count: tuple[int, int] = (1, 8), strength: float = 0.35, probability: float = 1.0):
        super().__init__(probability=probability)
        self.count = tuple(count)
        self.strength = strength

    def change(self, picture, rng):
        height, width = 160, 220
        y, x = np.mgrid[0:height, 0:width].astype(np.float32)
        light = np.ones((height, width), np.float32)
        for _ in range(rng.integers(self.count[0], self.count[1] + 1)):
            angle = rng.uniform(0, np.pi)
            distance = (x - rng.uniform(0, width)) * np.cos(angle) + (y - rng.uniform(0, height)) * np.sin(angle)
            reach = rng.uniform(2, 40)
            side = np.where(distance > 0, np.exp(-distance / reach), 0)
            light *= 1 + rng.uniform(-1, 1) * self.strength * side
            light *= 1 + rng.uniform(0, 0.5) * np.exp(-((distance / rng.uniform(0.4, 1.2)) ** 2))
        return shade(picture, light)
