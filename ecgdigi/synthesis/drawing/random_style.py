"""Print styles drawn at random, so that a network sees no page twice."""

from collections.abc import Mapping, Sequence

import numpy as np

from ecgdigi.registry import PAGE_STYLES, STYLE_PARTS
from ecgdigi.structures import PageLayout, get_layout

from .plan import PagePlan, between
from .style import PageStyle

# Paper sizes, mm, landscape: A4 and US letter; A4 upright, as of two rows of pages on one sheet; a roll of 110 mm.
PAPERS_MM = {(297.0, 210.0): 0.55, (279.4, 215.9): 0.35, (210.0, 297.0): 0.04, (297.0, 110.0): 0.06}
PARTS = ('RandomPaper', 'RandomGrid', 'RandomPen', 'RandomLabels', 'RandomMarks', 'RandomTexts')
MIN_ROW_MM = 7.0  # rows of a narrow paper stand no closer


@PAGE_STYLES.register_module()
class RandomStyle:
    """Draws a `PageStyle`: first the plan of the page, then its look, part by part.

    Args:
        layouts: layout name to weight; or a sequence of layouts (names or dicts), equally likely.
        px_per_mm: range of the resolution, px/mm (72 dpi is 2.83, 400 dpi is 15.7); log-uniform.
        speeds_mm_s: paper speed to weight.
        gains_mm_mv: gain to weight.
        max_duration_s: longest time shown by a row, s; not more than the signal source gives.
        parts: configs of style parts, each of which gives some fields of `PageStyle`; a later one of the same field counts. A
            class of parts may name its `fields`: then a part all of whose fields come from later ones is not built.
    """

    def __init__(
        self,
        layouts: Mapping[str, float] | Sequence,
        px_per_mm: tuple[float, float],
        speeds_mm_s: Mapping[float, float],
        gains_mm_mv: Mapping[float, float],
        *,
        max_duration_s: float,
        parts: Sequence[dict] = (),
    ):
        names, self.layout_weights = _weighted(layouts)
        self.layouts = [get_layout(name, may_invert=True) for name in names]
        self.px_per_mm = tuple(px_per_mm)
        self.speeds_mm_s, self.speed_weights = _weighted(speeds_mm_s)
        self.gains_mm_mv, self.gain_weights = _weighted(gains_mm_mv)
        self.max_duration_s = max_duration_s
        self.parts = [STYLE_PARTS.build(part) for part in _needed((*(dict(type=name) for name in PARTS), *parts))]

    def __call__(self, rng: np.random.Generator) -> PageStyle:
        plan = self.plan(rng)
        fields = {}
        for part in self.parts:
            fields |= part(rng, plan)
        return PageStyle(**vars(plan), px_per_mm=between(rng, *self.px_per_mm, log=True), **fields)

    def plan(self, rng: np.random.Generator) -> PagePlan:
        """Layout, paper, scale and places."""
        layout = self.layouts[rng.choice(len(self.layouts), p=self.layout_weights)]
        speed = float(self.speeds_mm_s[rng.choice(len(self.speeds_mm_s), p=self.speed_weights)])
        gain = float(self.gains_mm_mv[rng.choice(len(self.gains_mm_mv), p=self.gain_weights)])
        papers = [paper for paper in PAPERS_MM if 0.7 * paper[1] > MIN_ROW_MM * (layout.num_rows - 1)]
        weights = np.array([PAPERS_MM[paper] for paper in papers])
        paper_mm = papers[rng.choice(len(papers), p=weights / weights.sum())]
        duration_s = min(self.max_duration_s, (paper_mm[0] - 29.0) / speed)
        spare_mm = paper_mm[0] - duration_s * speed
        left_mm = float(rng.uniform(min(9.0, spare_mm / 2), min(spare_mm - 4, 26.0)))
        baselines_mm = _random_baselines(rng, layout, paper_mm[1])
        return PagePlan(layout, paper_mm, speed, gain, duration_s, left_mm, baselines_mm)


def _needed(parts: Sequence[dict]) -> list[dict]:
    """Those parts that decide a field, in their order; one that does not name its fields is among them."""
    needed, decided = [], set()
    for part in reversed(parts):
        kind = STYLE_PARTS.get(part['type']) if isinstance(part['type'], str) else part['type']
        fields = set(getattr(kind, 'fields', ()))
        if not fields or fields - decided:
            needed.append(part)
        decided |= fields
    return needed[::-1]


def _weighted(choices: Mapping | Sequence) -> tuple[list, np.ndarray]:
    keys, weights = zip(*choices.items(), strict=True) if isinstance(choices, Mapping) else (choices, [1] * len(choices))
    return list(keys), np.asarray(weights, np.float64) / np.sum(weights)


def _random_baselines(rng, layout: PageLayout, height_mm: float) -> tuple[float, ...]:
    """Rows from below the header to the foot, the last ones (rhythm) at times set apart."""
    top = rng.uniform(0.12, 0.45) if layout.num_rows <= 4 else rng.uniform(0.10, 0.2)
    bottom = rng.uniform(0.86, 0.95)
    steps = np.ones(layout.num_rows - 1)
    if rng.random() < 0.4 and layout.num_rows > 1:
        steps[-1] = rng.uniform(0.8, 1.4)
    places = np.r_[0, np.cumsum(steps)] / max(steps.sum(), 1)
    baselines = height_mm * (top + (bottom - top) * places) + rng.normal(0, 0.3, layout.num_rows)
    return tuple(baselines.tolist())
