"""Print styles drawn at random, so that a network sees no page twice."""

from collections.abc import Mapping, Sequence

import numpy as np

from ecgdigi.registry import PAGE_STYLES
from ecgdigi.structures import PageLayout, get_layout

from .style import GridStyle, LabelStyle, PageStyle, PenStyle

# Paper sizes, mm, landscape: A4 and US letter.
PAPERS_MM = ((297.0, 210.0), (279.4, 215.9))
# Hues of grids in use, BGR of a full line: pink, red, orange, brown, green, blue, violet, grey.
GRID_HUES = (
    (170, 150, 235), (90, 80, 225), (80, 150, 240), (90, 120, 170), (120, 190, 110), (210, 150, 90), (190, 90, 160),
    (130, 130, 130),
)  # fmt: skip
FONTS = ('sans', 'italic', 'uni')
HEADER_WORDS = (
    'ID: {n}', 'Name: ____', 'Age: {a} yrs', 'Sex: {s}', 'Height: {h} cm', 'Weight: {w} kg', 'Date: {d}.{m}.20{y}',
    'HR {r} bpm', 'PR {p} ms', 'QRS {q} ms', 'QT/QTc {t}/{u} ms', 'Sinus rhythm', 'Normal ECG', 'Unconfirmed',
)  # fmt: skip


@PAGE_STYLES.register_module()
class RandomStyle:
    """Draws a `PageStyle`.

    Args:
        layouts: layout name to weight; or a sequence of layouts (names or dicts), equally likely.
        px_per_mm: range of the resolution, px/mm (72 dpi is 2.83, 400 dpi is 15.7); log-uniform.
        speeds_mm_s: paper speed to weight.
        gains_mm_mv: gain to weight.
        max_duration_s: longest time shown by a row, s; not more than the signal source gives.
    """

    def __init__(
        self,
        layouts: Mapping[str, float] | Sequence,
        px_per_mm: tuple[float, float],
        speeds_mm_s: Mapping[float, float],
        gains_mm_mv: Mapping[float, float],
        *,
        max_duration_s: float,
    ):
        names, self.layout_weights = _weighted(layouts)
        self.layouts = [get_layout(name) for name in names]
        self.px_per_mm = tuple(px_per_mm)
        self.speeds_mm_s, self.speed_weights = _weighted(speeds_mm_s)
        self.gains_mm_mv, self.gain_weights = _weighted(gains_mm_mv)
        self.max_duration_s = max_duration_s

    def __call__(self, rng: np.random.Generator) -> PageStyle:
        layout = self.layouts[rng.choice(len(self.layouts), p=self.layout_weights)]
        speed = float(self.speeds_mm_s[rng.choice(len(self.speeds_mm_s), p=self.speed_weights)])
        gain = float(self.gains_mm_mv[rng.choice(len(self.gains_mm_mv), p=self.gain_weights)])
        paper_mm = PAPERS_MM[rng.integers(len(PAPERS_MM))]
        duration_s = min(self.max_duration_s, 250.0 / speed)
        spare_mm = paper_mm[0] - duration_s * speed
        left_mm = float(rng.uniform(min(9.0, spare_mm / 2), min(spare_mm - 4, 26.0)))
        pen = _random_pen(rng)
        separator_mm = float(rng.choice([0.0, rng.uniform(3, 9), rng.uniform(10, 25)], p=[0.5, 0.35, 0.15]))
        return PageStyle(
            layout=layout,
            paper_mm=paper_mm,
            paper_bgr=_random_paper(rng),
            px_per_mm=float(np.exp(rng.uniform(*np.log(self.px_per_mm)))),
            mm_per_s=speed,
            mm_per_mv=gain,
            duration_s=duration_s,
            left_mm=left_mm,
            baselines_mm=_random_baselines(rng, layout, paper_mm[1]),
            grid=_random_grid(rng),
            pen=pen,
            label=_random_label(rng, pen),
            pulse_mm=_random_pulse(rng, left_mm) if rng.random() < 0.6 else None,
            separator_mm=separator_mm,
            separator_width_mm=float(rng.uniform(0.2, 1.0)),
        )


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


def _random_paper(rng) -> tuple[float, float, float]:
    if rng.random() < 0.4:
        return (255.0, 255.0, 255.0)
    level = rng.uniform(215, 255)
    return tuple(np.clip(level + rng.normal(0, 6, 3), 180, 255).tolist())


def _random_grid(rng) -> GridStyle:
    if rng.random() < 0.75:
        hue = np.asarray(GRID_HUES[rng.integers(len(GRID_HUES))], np.float64) + rng.normal(0, 18, 3)
    else:
        hue = rng.uniform(30, 220, 3)
    # Some machines print fine lines as dark as coarse ones, so that the paper is half covered.
    pale = rng.uniform(0.0, 0.75) if rng.random() < 0.7 else 0.0
    coarse = np.clip(hue * (1 - pale * 0.7) + 255 * pale * 0.7, 0, 250)
    fine = np.clip(hue * (1 - pale) + 255 * pale, 0, 250)
    kind = rng.choice(3, p=[0.85, 0.10, 0.05])  # both lines, only coarse, no grid
    return GridStyle(
        fine_width_mm=float(rng.uniform(0.06, 0.28)) if kind == 0 else 0.0,
        coarse_width_mm=float(rng.uniform(0.1, 0.4)) if kind < 2 else 0.0,
        fine_bgr=tuple(fine.tolist()),
        coarse_bgr=tuple(coarse.tolist()),
        offset_mm=tuple(rng.uniform(0, 5, 2).tolist()),
        margin_mm=float(rng.choice([0.0, rng.uniform(2, 8)])),
    )


def _random_pen(rng) -> PenStyle:
    dark = rng.uniform(0, 70) if rng.random() < 0.85 else rng.uniform(60, 120)
    bgr = np.clip(dark + rng.normal(0, 12, 3), 0, 160)
    if rng.random() < 0.1:
        bgr[0] += rng.uniform(40, 110)  # blue ink
    return PenStyle(float(np.exp(rng.uniform(*np.log([0.12, 0.6])))), tuple(bgr.tolist()), float(rng.uniform(0.75, 1.0)))


def _random_pulse(rng, left_mm: float) -> tuple[float, float, float]:
    flank = rng.choice([0.0, rng.uniform(0.3, 1.5)])
    gap = flank + rng.choice([0.0, rng.uniform(0, 2)])
    width = min(5.0, max(left_mm - gap - flank - 1, 1.0))
    return float(gap), float(flank), float(width)


def _random_label(rng, pen: PenStyle) -> LabelStyle:
    height_mm = float(rng.uniform(2.2, 5.5)) if rng.random() < 0.9 else 0.0
    kind = rng.integers(3)  # below, above, on the trace
    y = (rng.uniform(height_mm, 12), -rng.uniform(4, 14), rng.uniform(-3, 3))[kind]
    x = rng.uniform(-1, 6) if rng.random() < 0.7 else rng.uniform(6, 14)
    numbers = {key: int(rng.integers(10, 99)) for key in 'nahwdmyrpqtu'} | {'s': 'FM'[rng.integers(2)]}
    words = rng.permutation(HEADER_WORDS)[: rng.integers(0, 9)]
    footer = '25mm/s    10mm/mV    0.05-{r} Hz'.format(**numbers) if rng.random() < 0.5 else ''
    return LabelStyle(
        font=FONTS[rng.integers(len(FONTS))],
        weight=int(rng.choice([300, 400, 600, 800])),
        height_mm=height_mm,
        offset_mm=(float(x), float(y)),
        bgr=pen.bgr if rng.random() < 0.7 else tuple(rng.uniform(0, 120, 3).tolist()),
        header=tuple(word.format(**numbers) for word in words),
        footer=footer,
    )
