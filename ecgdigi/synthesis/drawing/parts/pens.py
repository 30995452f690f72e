"""The pen, ink jet or thermal head that draws the traces."""

import numpy as np

from ecgdigi.registry import STYLE_PARTS

from ..plan import between
from ..style import PenStyle


@STYLE_PARTS.register_module()
class RandomPen:
    """Stroke widths of plotters to worn printers, dark or faded, with round or flat ends, evenly printed or by a thermal head.

    Args:
        width_mm: range of the stroke width, mm; log-uniform.
    """

    fields = ('pen',)

    def __init__(self, width_mm: tuple[float, float] = (0.1, 0.6)):
        self.width_mm = tuple(width_mm)

    def __call__(self, rng: np.random.Generator, plan) -> dict:
        dark = rng.uniform(0, 70) if rng.random() < 0.8 else rng.uniform(60, 140)
        bgr = np.clip(dark + rng.normal(0, 12, 3), 0, 170)
        if rng.random() < 0.1:
            bgr[0] += rng.uniform(40, 110)  # blue ink
        uneven = rng.random() < 0.35
        dead = rng.integers(1, 6) if rng.random() < 0.08 else 0
        pen = PenStyle(
            width_mm=between(rng, *self.width_mm, log=True),
            bgr=tuple(bgr.tolist()),
            strength=between(rng, 0.7, 1.0),
            bleed_mm=between(rng, 0.02, 0.12) if rng.random() < 0.25 else 0.0,
            unevenness=between(rng, 0.03, 0.3) if uneven else 0.0,
            dead_rows_mm=tuple(rng.uniform(0, plan.paper_mm[1], dead).tolist()),
            flat_ends=bool(rng.random() < 0.5),
        )
        return dict(pen=pen)
