"""The names of the leads."""

import numpy as np

from ecgdigi.registry import STYLE_PARTS

from ..style import LabelStyle
from ..text import FONTS


@STYLE_PARTS.register_module()
class RandomLabels:
    """Names above, below or on the trace, at the start of a piece or further in, in many fonts and sizes; or none.

    Args:
        probability: share of the pages that have names.
    """

    fields = ('label',)

    def __init__(self, probability: float = 0.9):
        self.probability = probability

    def __call__(self, rng: np.random.Generator, plan) -> dict:
        height_mm = float(rng.uniform(2.0, 5.5))
        # Below, above, on the trace; crowded rows leave less room.
        room_mm = min(np.diff(plan.baselines_mm, append=plan.baselines_mm[-1] + 40).min(), 30.0)
        below = rng.uniform(height_mm, max(0.45 * room_mm + 1, height_mm))
        y = (below, -rng.uniform(0.1, 0.5) * room_mm, rng.uniform(-3, 3))[rng.integers(3)]
        x = rng.uniform(-9, 6) if rng.random() < 0.7 else rng.uniform(6, 14)
        label = LabelStyle(
            font=FONTS[rng.integers(len(FONTS))],
            weight=int(rng.choice([300, 400, 600, 800])),
            height_mm=height_mm if rng.random() < self.probability else 0.0,
            offset_mm=(float(x), float(y)),
            bgr=tuple((np.full(3, rng.uniform(0, 70)) if rng.random() < 0.7 else rng.uniform(0, 140, 3)).tolist()),
        )
        return dict(label=label)
