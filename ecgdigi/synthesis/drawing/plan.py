"""What of a page is settled before its look: the parts of a random style build on it."""

from dataclasses import dataclass

import numpy as np

from ecgdigi.structures import PageLayout


@dataclass(frozen=True)
class PagePlan:
    """Attributes: as in `PageStyle`."""

    layout: PageLayout
    paper_mm: tuple[float, float]
    mm_per_s: float
    mm_per_mv: float
    duration_s: float
    left_mm: float
    baselines_mm: tuple[float, ...]

    @property
    def right_mm(self) -> float:
        """Paper x of the right end of the rows, mm."""
        return self.left_mm + self.duration_s * self.mm_per_s


def between(rng: np.random.Generator, low: float, high: float, *, log: bool = False) -> float:
    """A number drawn evenly (or evenly in its logarithm) between two bounds."""
    return float(np.exp(rng.uniform(np.log(low), np.log(high))) if log else rng.uniform(low, high))
