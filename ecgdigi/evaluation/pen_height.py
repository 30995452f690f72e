"""How well a network found the pen in the strips of a page."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .snr import power_ratio, ratio_db

# From this probability on, a position counts as inked.
INK_THRESHOLD = 0.5


@dataclass(frozen=True)
class PenReading:
    """Truth and prediction of one strip with P positions.

    Attributes:
        true_mm: (P,) height of the pen, mm from any zero, either direction; NaN where it is not known.
        predicted_mm: (P,) the same from the network.
        true_inked: (P,) bool, whether the trace is printed.
        inked: (P,) probability that it is.
    """

    true_mm: np.ndarray
    predicted_mm: np.ndarray
    true_inked: np.ndarray
    inked: np.ndarray


@dataclass(frozen=True)
class PenScores:
    """Scores of the strips of one page.

    Attributes:
        num_positions: positions whose true height is known; without any, the next three are NaN.
        mean_error_mm, median_error_mm: of the absolute height error at these, mm.
        snr_db: power of the true height about the mean of its strip over power of the error, -60 to 60 dB.
        ink_accuracy: share of all positions that are rightly told inked or not.
    """

    num_positions: int
    mean_error_mm: float
    median_error_mm: float
    snr_db: float
    ink_accuracy: float


def pen_scores(readings: Sequence[PenReading]) -> PenScores:
    """Scores over all positions of the strips of one page; a prediction of NaN makes them NaN."""
    known = [np.isfinite(reading.true_mm) for reading in readings]
    pairs = [(r.true_mm[at], r.predicted_mm[at]) for r, at in zip(readings, known, strict=True) if at.any()]
    right = np.concatenate([(r.inked >= INK_THRESHOLD) == r.true_inked for r in readings])
    accuracy = float(right.mean())
    if not pairs:
        return PenScores(0, np.nan, np.nan, np.nan, accuracy)
    errors_mm = np.abs(np.concatenate([predicted - true for true, predicted in pairs]))
    signal = sum(float(np.sum((true - true.mean()) ** 2)) for true, _ in pairs)
    snr_db = ratio_db(power_ratio(signal, float(np.sum(errors_mm**2))))
    return PenScores(len(errors_mm), float(errors_mm.mean()), float(np.median(errors_mm)), snr_db, accuracy)
