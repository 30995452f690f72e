"""The train way in one place: source, print, effects. No arithmetic here."""

from collections.abc import Sequence

import numpy as np

from ecgdigi.registry import EFFECTS, PAGE_STYLES, SIGNAL_SOURCES

from .drawing import Page, draw_page


class PagePipeline:
    """Makes pages.

    Args:
        source: config of a signal source, or a list of (weight, config) pairs.
        style: config of a page style.
        effects: configs of effects, in the order in which they act.
    """

    def __init__(self, source: dict | Sequence, style: dict, effects: Sequence[dict] = ()):
        pairs = [(1.0, source)] if isinstance(source, dict) else source
        weights = np.array([weight for weight, _ in pairs], np.float64)
        self.weights = weights / weights.sum()
        self.sources = [SIGNAL_SOURCES.build(cfg) for _, cfg in pairs]
        self.style = PAGE_STYLES.build(style)
        self.effects = [EFFECTS.build(cfg) for cfg in effects]

    def __call__(self, rng: np.random.Generator) -> Page:
        signal = self.sources[rng.choice(len(self.sources), p=self.weights)](rng)
        page = draw_page(signal, self.style(rng))
        for effect in self.effects:
            page = effect(page, rng)
        return page
