"""What people put on a page: handwriting, rings and arrows, stamps, highlighter."""

import cv2
import numpy as np

from ecgdigi.registry import EFFECTS

from .base import PaperEffect
from .blending import blend, draw_path, multiply, smooth_curve

INKS = ((130, 40, 20), (160, 60, 30), (30, 30, 30), (40, 40, 180), (60, 110, 40))  # BGR: blues, black, red, green
MARKERS = ((90, 255, 255), (140, 255, 150), (200, 150, 255), (255, 220, 140), (120, 200, 255))
STAMPS = ('COPY', 'SEEN', 'RECEIVED', 'ECG', 'CONFIDENTIAL', 'DEPT. OF CARDIOLOGY', 'FILED', '12 NOV')


@EFFECTS.register_module()
class Handwriting(PaperEffect):
    """Joined-up writing, underlines, rings around beats, arrows; over traces, too. Args: count: range of their number."""

    def __init__(self, *, count: tuple[int, int] = (1, 5), probability: float = 1.0):
        super().__init__(probability=probability)
        self.count = tuple(count)

    def change(self, picture, px_per_mm, rng):
        height, width = picture.shape[:2]
        mask = np.zeros((height, width), np.uint8)
        pen_px = rng.uniform(0.3, 0.9) * px_per_mm
        for _ in range(rng.integers(self.count[0], self.count[1] + 1)):
            place = rng.uniform([0, 0], [width, height])
            kind = rng.choice(4, p=[0.6, 0.15, 0.15, 0.1])
            if kind == 0:
                self._write(rng, mask, place, px_per_mm, pen_px)
            elif kind == 1:
                length = rng.uniform(10, 60) * px_per_mm
                points = place + np.stack([np.linspace(0, length, 6), rng.normal(0, 0.4 * px_per_mm, 6)], 1)
                draw_path(mask, smooth_curve(points, 40), pen_px)
            elif kind == 2:
                turns = np.linspace(0, rng.uniform(6, 7), 12) + rng.uniform(0, 6)
                radii = rng.uniform(3, 20, 2) * px_per_mm * (1 + rng.normal(0, 0.06, (12, 1)))
                points = place + np.stack([np.cos(turns), np.sin(turns)], 1) * radii
                draw_path(mask, smooth_curve(points, 90), pen_px)
            else:
                tip = place + rng.normal(0, 15, 2) * px_per_mm
                cv2.arrowedLine(mask, _whole(place), _whole(tip), 255, max(round(pen_px), 1), cv2.LINE_AA, tipLength=0.2)
        colour = np.clip(INKS[rng.integers(len(INKS))] + rng.normal(0, 15, 3), 0, 255)
        return blend(picture, mask, colour, rng.uniform(0.6, 1.0))

    def _write(self, rng, mask, place, px_per_mm, pen_px) -> None:
        """Loops of letters along a line that is not quite straight."""
        size_px, slant = rng.uniform(2, 6) * px_per_mm, rng.uniform(-0.2, 0.6)
        tilt, x = rng.normal(0, 0.08), 0.0
        for _ in range(rng.integers(1, 5)):
            strokes = rng.integers(4, 16)
            xs = x + np.cumsum(rng.uniform(-0.05, 0.5, strokes)) * size_px
            tall = rng.choice([1.0, 1.9], strokes, p=[0.75, 0.25])
            ys = -np.where(np.arange(strokes) % 2, tall, 0.0) * size_px * rng.uniform(0.7, 1.1, strokes) * 0.6
            points = np.stack([xs - slant * ys, ys + xs * tilt], 1) + place
            draw_path(mask, smooth_curve(points, 8 * strokes), pen_px)
            x = xs[-1] + size_px * rng.uniform(0.6, 1.4)


@EFFECTS.register_module()
class Stamp(PaperEffect):
    """A rubber stamp, turned, unevenly inked."""

    def change(self, picture, px_per_mm, rng):
        height_px, width_px = (round(side * px_per_mm) for side in rng.uniform([8, 20], [20, 50]))
        stamp = np.zeros((max(height_px, 12), max(width_px, 24)), np.uint8)
        line_px = max(round(0.6 * px_per_mm), 1)
        high, wide = stamp.shape
        if rng.random() < 0.5:
            cv2.rectangle(stamp, (line_px, line_px), (wide - line_px - 1, high - line_px - 1), 255, line_px)
        else:
            axes = (max(wide // 2 - line_px, 1), max(high // 2 - line_px, 1))
            cv2.ellipse(stamp, (wide // 2, high // 2), axes, 0, 0, 360, 255, line_px, cv2.LINE_AA)
        text = STAMPS[rng.integers(len(STAMPS))]
        scale = 0.75 * stamp.shape[1] / cv2.getTextSize(text, cv2.FONT_HERSHEY_DUPLEX, 1.0, 1)[0][0]
        scale = min(scale, stamp.shape[0] * 0.5 / 21)
        (text_px, letter_px), _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_DUPLEX, scale, line_px)
        corner = ((stamp.shape[1] - text_px) // 2, (stamp.shape[0] + letter_px) // 2)
        cv2.putText(stamp, text, corner, cv2.FONT_HERSHEY_DUPLEX, scale, 255, line_px, cv2.LINE_AA)
        worn = cv2.resize(rng.uniform(0.2, 1.0, (9, 17)).astype(np.float32), stamp.shape[::-1], interpolation=cv2.INTER_CUBIC)
        stamp = np.clip(stamp * worn, 0, 255).astype(np.uint8)
        turn = cv2.getRotationMatrix2D((stamp.shape[1] / 2, stamp.shape[0] / 2), rng.normal(0, 15), 1.0)
        turn[:, 2] += rng.uniform([0, 0], picture.shape[1::-1]) - np.array(stamp.shape[::-1]) / 2
        mask = cv2.warpAffine(stamp, turn, picture.shape[1::-1])
        return multiply(
            picture, mask, np.clip(INKS[rng.integers(len(INKS))] + rng.normal(20, 20, 3), 0, 255), rng.uniform(0.5, 1.0)
        )


@EFFECTS.register_module()
class Highlighter(PaperEffect):
    """Broad translucent strokes of a marker. Args: count: range of their number."""

    def __init__(self, *, count: tuple[int, int] = (1, 3), probability: float = 1.0):
        super().__init__(probability=probability)
        self.count = tuple(count)

    def change(self, picture, px_per_mm, rng):
        mask = np.zeros(picture.shape[:2], np.uint8)
        for _ in range(rng.integers(self.count[0], self.count[1] + 1)):
            start = rng.uniform([0, 0], picture.shape[1::-1])
            points = start + np.stack([np.linspace(0, rng.uniform(15, 80), 5), rng.normal(0, 0.7, 5)], 1) * px_per_mm
            draw_path(mask, smooth_curve(points, 30), rng.uniform(3, 8) * px_per_mm)
        return multiply(picture, mask, MARKERS[rng.integers(len(MARKERS))], rng.uniform(0.5, 1.0))


def _whole(point) -> tuple[int, int]:
    return tuple(np.round(point).astype(int).tolist())
