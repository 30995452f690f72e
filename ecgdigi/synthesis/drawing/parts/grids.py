"""The printed grid."""

from collections.abc import Mapping

import numpy as np

from ecgdigi.registry import STYLE_PARTS

from ..plan import between
from ..style import GridStyle

# Hues of grids in use, BGR of a full line.
HUES = {
    'pink': (170, 150, 235), 'red': (90, 80, 225), 'orange': (80, 150, 240), 'brown': (90, 120, 170),
    'green': (120, 190, 110), 'blue': (210, 150, 90), 'violet': (190, 90, 160), 'grey': (130, 130, 130),
    'black': (40, 40, 40),
}  # fmt: skip
KINDS = ('lines', 'coarse', 'dots', 'dots and coarse', 'none')


@STYLE_PARTS.register_module()
class RandomGrid:
    """Lines every 1 and 5 mm, 5 mm alone, dots, or none, in the colours of the trade; offset at random against the traces.

    Args:
        kinds: weight of 'lines', 'coarse', 'dots', 'dots and coarse', 'none'.
        hues: weight of the colours of `HUES`, and 'any'.

    Raises:
        ValueError: an unknown kind or colour.
    """

    fields = ('grid',)

    def __init__(self, kinds: Mapping[str, float] | None = None, hues: Mapping[str, float] | None = None):
        self.kinds = dict(kinds or {'lines': 0.82, 'coarse': 0.06, 'dots': 0.02, 'dots and coarse': 0.06, 'none': 0.04})
        self.hues = dict(hues or {**dict.fromkeys(HUES, 1.0), 'pink': 3.0, 'red': 2.0, 'any': 3.0})
        unknown = (self.kinds.keys() - set(KINDS)) | (self.hues.keys() - HUES.keys() - {'any'})
        if unknown:
            known = f'kinds are {", ".join(KINDS)}; hues {", ".join(HUES)}, any'
            raise ValueError(f'RandomGrid: {", ".join(sorted(unknown))} is not known; {known}')

    def __call__(self, rng: np.random.Generator, plan) -> dict:
        kind, hue_name = pick(rng, self.kinds), pick(rng, self.hues)
        hue = rng.uniform(30, 220, 3) if hue_name == 'any' else np.asarray(HUES[hue_name], np.float64) + rng.normal(0, 18, 3)
        # Some machines print fine lines as dark as coarse ones, so that the paper is half covered.
        pale = rng.uniform(0.0, 0.8) if rng.random() < 0.7 else 0.0
        coarse = np.clip(hue * (1 - pale * 0.7) + 255 * pale * 0.7, 0, 250)
        fine = np.clip(hue * (1 - pale) + 255 * pale, 0, 250)
        dots = kind.startswith('dots')
        has_fine, has_coarse = dots or kind == 'lines', kind in ('lines', 'coarse', 'dots and coarse')
        fine_mm = between(rng, 0.12, 0.3) if dots else between(rng, 0.05, 0.28, log=True)
        grid = GridStyle(
            fine_width_mm=fine_mm if has_fine else 0.0,
            coarse_width_mm=between(rng, 0.1, 0.4) if has_coarse else 0.0,
            fine_bgr=tuple((coarse if dots else fine).tolist()),
            coarse_bgr=tuple(coarse.tolist()),
            offset_mm=tuple(rng.uniform(0, 5, 2).tolist()),
            dots=dots,
            box_mm=_random_box(rng, plan) if rng.random() < 0.5 else None,
        )
        return dict(grid=grid)


def _random_box(rng, plan) -> tuple[float, float, float, float]:
    """A white border, the header's part without a grid, too, at times."""
    (width, height), margin = plan.paper_mm, rng.uniform(1, 9, 4)
    top = margin[1] if rng.random() < 0.6 else max(min(plan.baselines_mm) - rng.uniform(10, 30), margin[1])
    return (float(margin[0]), float(top), float(width - margin[2]), float(height - margin[3]))


def pick(rng: np.random.Generator, weights: Mapping):
    """One of the keys, by their weights."""
    keys, shares = list(weights), np.array(list(weights.values()), np.float64)
    return keys[rng.choice(len(keys), p=shares / shares.sum())]
