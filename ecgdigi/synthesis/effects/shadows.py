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
    """The shadow of who takes the picture: head and shoulders, hand and arm, or the phone. All come in from an edge.

    Args:
        strength: range of the share of light that is taken.
    """

    def __init__(self, *, strength: tuple[float, float] = (0.15, 0.65), probability: float = 1.0):
        super().__init__(probability=probability)
        self.strength = tuple(strength)

    def change(self, picture, rng):
        light = np.ones((FIELD, FIELD, 3), np.float32)
        for _ in range(rng.choice([1, 2], p=[0.75, 0.25])):
            mask = np.zeros((FIELD, FIELD), np.uint8)
            turn = rng.uniform(0, 2 * np.pi)
            inward = -np.array([np.cos(turn), np.sin(turn)])
            edge = FIELD / 2 - inward * FIELD / 2 / np.abs(inward).max() + rng.uniform(-0.3, 0.3) * FIELD * inward[::-1] * [1, -1]
            kind = rng.choice(3, p=[0.5, 0.25, 0.25])
            (_draw_head, _draw_hand, _draw_phone)[kind](rng, mask, edge, inward)
            # The nearer a thing is to the paper, the sharper is its shadow.
            soft = _softened(mask, np.exp(rng.uniform(*np.log([(8, 28), (3, 14), (2, 14)][kind]))))
            tint = 1 + rng.normal(0, 0.03, 3).astype(np.float32)
            light *= 1 - rng.uniform(*self.strength) * (soft / np.float32(255))[..., None] * tint
        return shade(picture, light)


def _softened(mask: np.ndarray, sigma: float) -> np.ndarray:
    """A mask, blurred; wide blurs at a quarter of the size, where they cost a sixteenth."""
    if sigma < 6:
        return cv2.GaussianBlur(mask, (0, 0), sigma)
    small = cv2.resize(mask, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    return cv2.resize(cv2.GaussianBlur(small, (0, 0), sigma / 4), mask.shape[::-1], interpolation=cv2.INTER_LINEAR)


def _draw_head(rng: np.random.Generator, mask: np.ndarray, edge: np.ndarray, inward: np.ndarray) -> None:
    radius = rng.uniform(25, 55)
    head = edge + inward * rng.uniform(-0.6, 0.9) * radius
    draw_path(mask, head + blob(rng, radius), 1, filled=True)
    draw_path(mask, edge - inward * radius * rng.uniform(0.4, 1.2) + blob(rng, radius * rng.uniform(1.3, 2.0)), 1, filled=True)


def _draw_hand(rng: np.random.Generator, mask: np.ndarray, edge: np.ndarray, inward: np.ndarray) -> None:
    size = rng.uniform(14, 26)
    palm = edge + inward * rng.uniform(0.1, 0.45) * FIELD
    draw_path(mask, np.stack([edge - inward * FIELD, palm]), size * rng.uniform(1.0, 1.5))
    draw_path(mask, palm + blob(rng, size), 1, filled=True)
    spread = rng.uniform(0.05, 0.2)
    for finger in np.arange(4) - 1.5:
        turn = np.arctan2(inward[1], inward[0]) + spread * finger
        root = palm + 0.45 * size * finger * np.array([-inward[1], inward[0]])
        tip = root + size * rng.uniform(1.1, 1.7) * np.array([np.cos(turn), np.sin(turn)])
        draw_path(mask, np.stack([root, tip]), 0.5 * size)


def _draw_phone(rng: np.random.Generator, mask: np.ndarray, edge: np.ndarray, inward: np.ndarray) -> None:
    sides = rng.uniform([45, 80], [80, 150])
    angle = np.arctan2(inward[1], inward[0]) + rng.normal(0, 0.4)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * sides[::-1] / 2
    draw_path(mask, corners @ turn.T + edge + inward * rng.uniform(-0.4, 0.2) * sides[1], 1, filled=True)


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
