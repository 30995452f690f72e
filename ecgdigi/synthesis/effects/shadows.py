"""What stands in the light: hand and phone; and what reflects it."""

import cv2
import numpy as np

from ecgdigi.registry import EFFECTS

from .base import Effect
from .blending import draw_path
from .damage import blob
from .light import shade

FIELD = 160  # side of the field of light, px: shadows are soft


@EFFECTS.register_module()
class CastShadow(Effect):
    """The soft shadow of a hand, an arm or the phone itself.

    Args:
        strength: range of the share of light that is taken.
    """

    def __init__(self, *, strength: tuple[float, float] = (0.15, 0.65), probability: float = 1.0):
        super().__init__(probability=probability)
        self.strength = tuple(strength)

    def change(self, picture, rng):
        light = np.ones((FIELD, FIELD, 3), np.float32)
        for _ in range(rng.integers(1, 3)):
            mask = np.zeros((FIELD, FIELD), np.uint8)
            place = rng.uniform(0, FIELD, 2)
            if rng.random() < 0.5:  # the phone
                angle, sides = rng.uniform(0, np.pi), rng.uniform([30, 60], [80, 160])
                corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * sides / 2
                turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
                draw_path(mask, corners @ turn.T + place, 1, filled=True)
            else:  # a hand or an arm: a round thing drawn out from an edge
                edge = place + rng.normal(size=2) * FIELD
                draw_path(mask, np.stack([place, edge]), rng.uniform(15, 50))
                draw_path(mask, place + blob(rng, rng.uniform(12, 35)), 1, filled=True)
            soft = cv2.GaussianBlur(mask, (0, 0), np.exp(rng.uniform(np.log(0.8), np.log(18)))) / np.float32(255)
            tint = 1 + rng.normal(0, 0.03, 3)
            light *= 1 - rng.uniform(*self.strength) * soft[..., None] * tint.astype(np.float32)
        return shade(picture, light)


@EFFECTS.register_module()
class Glare(Effect):
    """A lamp's reflection, towards white. Args: strength: range of its share in the middle."""

    def __init__(self, *, strength: tuple[float, float] = (0.2, 0.9), probability: float = 1.0):
        super().__init__(probability=probability)
        self.strength = tuple(strength)

    def change(self, picture, rng):
        rows, columns = np.mgrid[0:FIELD, 0:FIELD] / FIELD
        angle = rng.uniform(0, np.pi)
        x, y = columns - rng.uniform(0, 1), rows - rng.uniform(0, 1)
        along, across = x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle)
        size = np.exp(rng.uniform(np.log(0.05), np.log(0.4), 2))
        spot = np.exp(-(((along / size[0]) ** 2 + (across / size[1]) ** 2) ** rng.uniform(0.6, 2.0)))
        share = cv2.resize((spot * rng.uniform(*self.strength) * 255).astype(np.uint8), picture.shape[1::-1])
        white = cv2.multiply(cv2.bitwise_not(picture), cv2.merge([share] * 3), scale=1 / 255)
        return cv2.add(picture, white)
