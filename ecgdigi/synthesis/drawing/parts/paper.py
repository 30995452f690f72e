"""The colour of the paper."""

import numpy as np

from ecgdigi.registry import STYLE_PARTS

TINTS = ((-28.0, -6.0, 0.0), (-10.0, -16.0, 0.0))  # BGR: aged, and the pink of coated thermal paper


@STYLE_PARTS.register_module()
class RandomPaper:
    """White of a render, or the grey, yellowish and pink whites of real paper."""

    fields = ('paper_bgr',)

    def __call__(self, rng: np.random.Generator, plan) -> dict:
        kind = rng.choice(3, p=[0.35, 0.5, 0.15])
        if kind == 0:
            return dict(paper_bgr=(255.0, 255.0, 255.0))
        level = rng.uniform(215, 255)
        tint = rng.uniform(0, 1) * np.array(TINTS[rng.integers(len(TINTS))]) if kind == 2 else np.zeros(3)
        return dict(paper_bgr=tuple(np.clip(level + rng.normal(0, 5, 3) + tint, 170, 255).tolist()))
