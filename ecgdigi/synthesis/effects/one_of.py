"""A choice between chains of effects."""

from collections.abc import Sequence

import numpy as np

from ecgdigi.registry import EFFECTS
from ecgdigi.synthesis.drawing import Page

from .base import RandomEffect


@EFFECTS.register_module()
class OneOf(RandomEffect):
    """One of several chains acts on a page: a page is scanned or photographed, not both.

    Args:
        chains: (weight, configs of effects) of each.

    Raises:
        ValueError: no chain, or weights that sum up to nothing.
    """

    def __init__(self, *, chains: Sequence[tuple[float, Sequence[dict]]], probability: float = 1.0):
        super().__init__(probability=probability)
        weights = np.array([weight for weight, _ in chains], np.float64)
        if not len(weights) or (weights < 0).any() or weights.sum() <= 0:
            raise ValueError(f'OneOf: weights {weights.tolist()}; give chains=[(0.5, [dict(type=...), ...]), ...]')
        self.weights = weights / weights.sum()
        self.chains = [[EFFECTS.build(effect) for effect in effects] for _, effects in chains]

    def act(self, page: Page, rng: np.random.Generator) -> Page:
        for effect in self.chains[rng.choice(len(self.chains), p=self.weights)]:
            page = effect(page, rng)
        return page
