"""Plans of pages for the parts of a style, and many styles of one part."""

from dataclasses import replace

import numpy as np

from ecgdigi.structures import LAYOUTS
from ecgdigi.synthesis.drawing.plan import PagePlan

PLAN = PagePlan(LAYOUTS['3x4+1'], (297.0, 210.0), 25.0, 10.0, 10.0, left_mm=20.0, baselines_mm=(50.0, 90.0, 130.0, 180.0))


def crowded(row_mm: float) -> PagePlan:
    """The same page with rows that stand so far apart."""
    return replace(PLAN, baselines_mm=tuple((40 + row_mm * np.arange(4)).tolist()))


def draw_many(part, plan: PagePlan, count: int) -> list[dict]:
    """What a part gives for `count` seeds."""
    return [part(np.random.default_rng((9, seed)), plan) for seed in range(count)]
