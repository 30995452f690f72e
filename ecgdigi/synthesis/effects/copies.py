"""Machines that copy pages: photocopiers, fax machines, scanners of two tones; and screens that show them."""

import cv2
import numpy as np

from ecgdigi.registry import EFFECTS

from .base import Effect


@EFFECTS.register_module()
class Photocopy(Effect):
    """A copy of a copy: harder contrast, dirt, streaks along the paper's way.

    Args:
        generations: range of the number of copies.
    """

    def __init__(self, *, generations: tuple[int, int] = (1, 3), probability: float = 1.0):
        super().__init__(probability=probability)
        self.generations = tuple(generations)

    def change(self, picture, rng):
        grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
        for _ in range(rng.integers(self.generations[0], self.generations[1] + 1)):
            grey = cv2.GaussianBlur(grey, (0, 0), rng.uniform(0.3, 0.9))
            steepness, middle = rng.uniform(4, 12), rng.uniform(110, 190)
            curve = 255 / (1 + np.exp(-steepness * (np.arange(256) - middle) / 128))
            grey = cv2.LUT(grey, np.clip(curve + 0.5, 0, 255).astype(np.uint8))
        dirt = rng.random((grey.shape[0] // 2 + 1, grey.shape[1] // 2 + 1)) < rng.uniform(0, 0.002)
        dark = cv2.resize(dirt.astype(np.uint8) * 180, grey.shape[::-1], interpolation=cv2.INTER_LINEAR)
        streaks = (rng.random(grey.shape[1]) < rng.uniform(0, 0.004)) * rng.uniform(0, 90)
        grey = cv2.subtract(grey, cv2.add(dark, np.tile(streaks.astype(np.uint8), (grey.shape[0], 1))))
        return cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR)


@EFFECTS.register_module()
class TwoTones(Effect):
    """A scan of black and white alone, with one threshold, or with one that follows the paper's brightness.

    Args:
        dither: share of the pages with noise before the threshold, which keeps some of the greys.
    """

    def __init__(self, *, dither: float = 0.3, probability: float = 1.0):
        super().__init__(probability=probability)
        self.dither = dither

    def change(self, picture, rng):
        grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
        ink, paper = np.percentile(grey[::4, ::4], (0.5, 60))
        if rng.random() < self.dither:
            noise = rng.normal(0, rng.uniform(5, 30), (256, 331)).astype(np.int16)
            repeats = (-(-grey.shape[0] // 256), -(-grey.shape[1] // 331))
            grey = cv2.add(grey, np.tile(noise, repeats)[: grey.shape[0], : grey.shape[1]], dtype=cv2.CV_8U)
        if rng.random() < 0.5:
            black = cv2.threshold(grey, ink + (paper - ink) * rng.uniform(0.5, 0.85), 255, cv2.THRESH_BINARY)[1]
        else:
            block = int(rng.integers(7, 30)) * 2 + 1
            below = (paper - ink) * rng.uniform(0.06, 0.2)
            black = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, block, below)
        return cv2.cvtColor(black, cv2.COLOR_GRAY2BGR)


@EFFECTS.register_module()
class Fax(Effect):
    """Two tones at fewer lines along the paper than across it, lines lost now and then.

    Standard: ITU-T T.4, with 8.04 px/mm and 3.85 or 7.7 lines/mm.

    Args:
        lines_kept: range of the share of the picture's rows that are sent.
    """

    def __init__(self, *, lines_kept: tuple[float, float] = (0.6, 1.0), probability: float = 1.0):
        super().__init__(probability=probability)
        self.lines_kept = tuple(lines_kept)
        self.two_tones = TwoTones()

    def change(self, picture, rng):
        height, width = picture.shape[:2]
        rows = max(round(height * rng.uniform(*self.lines_kept)), 8)
        sent = self.two_tones.change(cv2.resize(picture, (width, rows), interpolation=cv2.INTER_AREA), rng)
        for row in np.flatnonzero(rng.random(rows) < rng.uniform(0, 0.006)):
            sent[row] = 255 if rng.random() < 0.7 else sent[max(row - 1, 0)]
        return cv2.resize(sent, (width, height), interpolation=cv2.INTER_LINEAR)


@EFFECTS.register_module()
class ScreenPhoto(Effect):
    """A photo of a screen: its pixels' colours and the camera's pixels beat against each other; bands run through it.

    Args:
        strength: range of the depth of the pattern.
    """

    def __init__(self, *, strength: tuple[float, float] = (0.03, 0.2), probability: float = 1.0):
        super().__init__(probability=probability)
        self.strength = tuple(strength)

    def change(self, picture, rng):
        height, width = picture.shape[:2]
        depth, angle = rng.uniform(*self.strength), rng.normal(0, 0.2)
        period_px = np.exp(rng.uniform(np.log(2.2), np.log(40)))
        x, y = np.arange(width) * np.cos(angle), np.arange(height)[:, None] * np.sin(angle)
        phase = ((x + y) * (2 * np.pi / period_px)).astype(np.float32)
        planes = []
        for k, plane in enumerate(cv2.split(picture)):  # the three colours stand side by side
            pattern = 128 * (1 - depth * (0.5 + 0.5 * np.cos(phase + 2 * np.pi * k / 3)))
            planes.append(cv2.multiply(plane, pattern.astype(np.uint8), scale=1 / 128))
        band = 1 - rng.uniform(0, 0.15) * (np.sin(2 * np.pi * np.arange(height) / rng.uniform(80, 900) + rng.uniform(0, 6)) > 0.6)
        lit = np.tile((band[:, None] * 255).astype(np.uint8), (1, width))
        return cv2.multiply(cv2.merge(planes), cv2.merge([lit] * 3), scale=1 / 255)


@EFFECTS.register_module()
class Resampling(Effect):
    """Made smaller and larger again on its way, as messengers and office programs do. Args: scale: range of the smaller size."""

    def __init__(self, *, scale: tuple[float, float] = (0.5, 0.95), probability: float = 1.0):
        super().__init__(probability=probability)
        self.scale = tuple(scale)

    def change(self, picture, rng):
        size = picture.shape[1::-1]
        small = tuple(max(round(side * rng.uniform(*self.scale)), 8) for side in size)
        down, up = ((cv2.INTER_AREA, cv2.INTER_LINEAR)[rng.integers(2)], (cv2.INTER_CUBIC, cv2.INTER_LINEAR)[rng.integers(2)])
        return cv2.resize(cv2.resize(picture, small, interpolation=down), size, interpolation=up)
