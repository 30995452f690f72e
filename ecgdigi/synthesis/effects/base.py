"""The kinds of effects: those that change the picture's values, and those that move its points."""

from abc import ABC, abstractmethod
from dataclasses import replace

import cv2
import numpy as np

from ecgdigi.structures import local_px_per_mm, transformed
from ecgdigi.synthesis.drawing import Page


class RandomEffect(ABC):
    """Acts on a share of the pages.

    Args:
        probability: that share.
    """

    def __init__(self, *, probability: float = 1.0):
        if not 0 <= probability <= 1:
            raise ValueError(f'probability={probability} must lie between 0 and 1')
        self.probability = probability

    def __call__(self, page: Page, rng: np.random.Generator) -> Page:
        return page if rng.random() >= self.probability else self.act(page, rng)

    @abstractmethod
    def act(self, page: Page, rng: np.random.Generator) -> Page:
        """Return the changed page."""


class Effect(RandomEffect):
    """Changes values only; truth stays where it is."""

    def act(self, page: Page, rng: np.random.Generator) -> Page:
        return replace(page, picture=self.change(page.picture, rng))

    @abstractmethod
    def change(self, picture: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """Return the changed (H, W, 3) uint8 picture, of the same size."""


class PaperEffect(RandomEffect):
    """Changes values only, in sizes that are those of real things: it is told the picture's resolution."""

    def act(self, page: Page, rng: np.random.Generator) -> Page:
        height, width = page.picture.shape[:2]
        middle_mm = page.page_map.to_mm(np.array([width / 2, height / 2]))
        px_per_mm = float(np.mean(local_px_per_mm(page.page_map, middle_mm)))
        return replace(page, picture=self.change(page.picture, px_per_mm, rng))

    @abstractmethod
    def change(self, picture: np.ndarray, px_per_mm: float, rng: np.random.Generator) -> np.ndarray:
        """Return the changed (H, W, 3) uint8 picture, of the same size. Args: px_per_mm: resolution in its middle."""


class WarpEffect(RandomEffect):
    """Moves the picture's points; the page's map moves with them."""

    def act(self, page: Page, rng: np.random.Generator) -> Page:
        matrix, size_px, border_bgr = self.draw(page.picture, rng)
        shrink = np.sqrt(abs(np.linalg.det(matrix[:2, :2])))
        picture = page.picture
        if shrink < 0.8:  # the warp takes single points: average first what it would skip
            picture = cv2.GaussianBlur(picture, (0, 0), 0.4 / shrink)
        picture = cv2.warpPerspective(
            picture, matrix, size_px, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=border_bgr
        )
        return replace(page, picture=picture, page_map=transformed(page.page_map, after=matrix))

    @abstractmethod
    def draw(self, picture: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, tuple[int, int], tuple]:
        """Return the (3, 3) map from old to new px, the new (width, height) and the colour outside the page."""
