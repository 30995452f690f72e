"""The train way in one place: source, print, effects. No arithmetic but the choice of a window."""

from collections.abc import Sequence

import numpy as np

from ecgdigi.registry import EFFECTS, PAGE_STYLES

from .drawing import Page, PageStyle, draw_page
from .sources import build_source


class PagePipeline:
    """Makes pages.

    Args:
        source: config of a signal source, or a list of (weight, config) pairs.
        style: config of a page style.
        effects: configs of effects, in the order in which they act.
    """

    def __init__(self, source: dict | Sequence, style: dict, effects: Sequence[dict] = ()):
        self.source = build_source(source)
        self.style = PAGE_STYLES.build(style)
        self.effects = [EFFECTS.build(cfg) for cfg in effects]

    def __call__(self, rng: np.random.Generator, window_mm: tuple[float, float] | None = None) -> Page:
        """A page, or what of it lies in a window.

        Args:
            window_mm: (width, height) of the part of the paper that is drawn, at a random place; None: all of it.
        """
        signal = self.source(rng)
        style = self.style(rng)
        page = draw_page(signal, style, window_mm and _random_window(rng, style, window_mm), rng)
        for effect in self.effects:
            page = effect(page, rng)
        return page


def _random_window(rng: np.random.Generator, style: PageStyle, size_mm: tuple[float, float]) -> tuple[float, ...]:
    """(left, top, right, bottom), mm: it reaches over the paper's edges in no direction, and holds the zero line of a row.

    Its place is drawn as if it reached over them and then moved back, so that the ends of rows are seen as often as the middle.
    """
    low = []
    row_mm = style.baselines_mm[rng.integers(len(style.baselines_mm))]
    size_mm = [min(size, side) for size, side in zip(size_mm, style.paper_mm, strict=True)]
    middle_mm = rng.uniform(0, style.paper_mm[0])
    low.append(np.clip(middle_mm - size_mm[0] / 2, 0, style.paper_mm[0] - size_mm[0]))
    low.append(np.clip(row_mm - rng.uniform(0.2, 0.8) * size_mm[1], 0, style.paper_mm[1] - size_mm[1]))
    return (float(low[0]), float(low[1]), float(low[0] + size_mm[0]), float(low[1] + size_mm[1]))
