"""What happens to paper over the years: stains, fading, yellowing, holes, staples, torn corners."""

import cv2
import numpy as np

from ecgdigi.registry import EFFECTS

from .base import Effect, PaperEffect
from .blending import blend, blurred, draw_path, multiply, smooth_curve
from .light import shade


@EFFECTS.register_module()
class Stains(PaperEffect):
    """Spots with dark rims, cup rings, and mould in clusters of small dots. Args: count: range of their number."""

    def __init__(self, *, count: tuple[int, int] = (1, 4), probability: float = 1.0):
        super().__init__(probability=probability)
        self.count = tuple(count)

    def change(self, picture, px_per_mm, rng):
        for _ in range(rng.integers(self.count[0], self.count[1] + 1)):
            place = rng.uniform([0, 0], picture.shape[1::-1])
            kind = rng.choice(3, p=[0.5, 0.25, 0.25])
            mask = np.zeros(picture.shape[:2], np.uint8)
            if kind == 2:
                for spot in place + rng.normal(0, rng.uniform(5, 30), (rng.integers(10, 60), 2)) * px_per_mm:
                    draw_path(mask, spot + blob(rng, rng.uniform(0.2, 1.8) * px_per_mm), 1, filled=True)
                colour = rng.uniform(40, 140) + rng.normal(0, 12, 3)
            else:
                shape = place + blob(rng, (rng.uniform(4, 30) if kind == 0 else rng.uniform(28, 45)) * px_per_mm)
                if kind == 0:
                    draw_path(mask, shape, 1, filled=True)
                    mask = mask // int(rng.integers(2, 6))
                draw_path(mask, shape, rng.uniform(0.4, 2.0) * px_per_mm, closed=True)
                colour = np.array([rng.uniform(60, 190), rng.uniform(120, 215), rng.uniform(160, 235)])
            mask = blurred(mask, rng.uniform(0.15, 1.0) * px_per_mm)
            picture = multiply(picture, mask, np.clip(colour, 0, 255), rng.uniform(0.3, 1.0))
        return picture


@EFFECTS.register_module()
class Ageing(Effect):
    """Thermal print that fades and paper that yellows, more in some places than in others.

    Args:
        fading: largest share of the print's contrast that is lost.
        yellowing: largest loss of blue.
    """

    def __init__(self, *, fading: float = 0.6, yellowing: float = 0.35, probability: float = 1.0):
        super().__init__(probability=probability)
        self.fading, self.yellowing = fading, yellowing

    def change(self, picture, rng):
        lost = rng.uniform(0, rng.uniform(0, self.fading), (4, 5)).astype(np.float32)
        lost = cv2.resize(lost, (64, 48), interpolation=cv2.INTER_CUBIC)
        share = cv2.resize(np.clip(lost * 255, 0, 230).astype(np.uint8), picture.shape[1::-1])
        paper = np.percentile(picture[::16, ::16].reshape(-1, 3), 90, axis=0)
        # What is darker than the paper comes nearer to it.
        darker = [cv2.subtract(level, plane) for plane, level in zip(cv2.split(picture), paper.tolist(), strict=True)]
        picture = cv2.add(picture, cv2.merge([cv2.multiply(plane, share, scale=1 / 255) for plane in darker]))
        cells = rng.uniform(0, 1, (4, 5, 1)).astype(np.float32)
        tint = 1 - rng.uniform(0, self.yellowing) * cells * np.array([1.0, 0.35, 0.1], np.float32)
        return shade(picture, cv2.resize(tint, (64, 48), interpolation=cv2.INTER_LINEAR))


@EFFECTS.register_module()
class HolesAndStaples(PaperEffect):
    """Punch holes along an edge, a staple or a paper clip near a corner."""

    def change(self, picture, px_per_mm, rng):
        height, width = picture.shape[:2]
        mask = np.zeros((height, width), np.uint8)
        if rng.random() < 0.6:
            vertical, inset = rng.random() < 0.5, rng.uniform(6, 14) * px_per_mm
            middle = (height if vertical else width) / 2
            for offset_mm in rng.choice([40.0, 35.0, 70.0]) * np.array([-1, 1]):
                along = middle + offset_mm * px_per_mm
                place = (inset, along) if vertical else (along, inset)
                cv2.circle(mask, tuple(map(round, place)), round(rng.uniform(2.5, 3.5) * px_per_mm), 255, -1, cv2.LINE_AA)
            return blend(picture, mask, rng.uniform(0, 110) + rng.normal(0, 10, 3).clip(-10, 10))
        start = rng.uniform([0, 0], [width, height])
        angle, length_px = rng.uniform(0, np.pi), rng.uniform(8, 14) * px_per_mm
        end = start + length_px * np.array([np.cos(angle), np.sin(angle)])
        shadow = np.zeros_like(mask)
        draw_path(shadow, np.stack([start, end]) + 0.4 * px_per_mm, 0.7 * px_per_mm)
        draw_path(mask, np.stack([start, end]), 0.6 * px_per_mm)
        return blend(blend(picture, shadow, (40, 40, 40), 0.5), mask, np.full(3, rng.uniform(120, 220)))


@EFFECTS.register_module()
class TornCorner(PaperEffect):
    """A corner or a piece of an edge is gone; what lies below shows."""

    def change(self, picture, px_per_mm, rng):
        height, width = picture.shape[:2]
        corner = np.array([rng.choice([-1.0, width]), rng.choice([-1.0, height])])
        reach = rng.uniform(5, 35, 2) * px_per_mm * np.where(corner > 0, -1, 1)
        count = 14
        ramp = np.linspace(0, 1, count)[:, None]
        edge = corner + np.array([reach[0], 0]) * (1 - ramp) + np.array([0, reach[1]]) * ramp
        edge += rng.normal(0, 0.6 * px_per_mm, edge.shape)
        mask, rim = np.zeros((height, width), np.uint8), np.zeros((height, width), np.uint8)
        draw_path(mask, np.concatenate([smooth_curve(edge, 60), corner[None]]), 1, filled=True)
        draw_path(rim, smooth_curve(edge, 60), rng.uniform(0.5, 2.5) * px_per_mm)
        picture = blend(picture, rim, (245, 248, 250), 0.8)  # the torn fibres
        return blend(picture, mask, np.clip(rng.uniform(10, 200) + rng.normal(0, 15, 3), 0, 255))


def blob(rng: np.random.Generator, radius_px: float) -> np.ndarray:
    """(48, 2) outline of a round thing around 0, not quite round."""
    turns = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    radius = np.ones(48)
    for order in range(2, 7):
        radius += rng.normal(0, 0.18 / order) * np.cos(order * turns + rng.uniform(0, 6))
    return radius_px * radius[:, None] * np.stack([np.cos(turns), np.sin(turns)], 1)
