"""Gain and paper speed: from calibration pulses, printed texts and heartbeats where the user does not say."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.signal import find_peaks

from .page_marks import PageMarks
from .rows import RowReading

USUAL_MM_PER_S = 25.0
USUAL_MM_PER_MV = 10.0
# Natural logarithms of (width of a QRS complex, distance of beats), mm, at 25 mm/s: mean, and precision (inverse covariance);
# of 116 recordings of PTB-XL from the training part, printed in three rows. At 50 mm/s all lengths are twice as large.
BEAT_MEAN = np.array([0.05, 2.97])
DOUBLED = np.array([0.52, 0.68])  # what doubling really adds, beats lost at a page's ends considered
BEAT_PRECISION = np.array([[12.3, 4.3], [4.3, 16.6]])
# How much more probable than 50 mm/s its half is beforehand, natural logarithm: twenty pages to one.
USUAL_ADVANTAGE = 3.0


@dataclass(frozen=True)
class Scale:
    """Attributes:
    mm_per_s, mm_per_mv: paper speed and gain.
    speed_from: 'given', 'text', 'beats' or 'assumed'.
    gain_from: 'given', 'pulse', 'text' or 'assumed'.
    """

    mm_per_s: float
    mm_per_mv: float
    speed_from: str
    gain_from: str


def refuse_not_positive(**values: float | None) -> None:
    """Refuse speeds, gains and rates that no page can have. Args: values: by name; None: not given.

    Raises:
        ValueError: one is not positive, or not finite.
    """
    wrong = ', '.join(f'{name}={value}' for name, value in values.items() if value is not None and not 0 < value < np.inf)
    if wrong:
        raise ValueError(f'{wrong}: must be positive')


def find_scale(
    readings: Sequence[RowReading],
    pulse_gain_mm_per_mv: float | None = None,
    marks: PageMarks | None = None,
    *,
    mm_per_s: float | None = None,
    mm_per_mv: float | None = None,
) -> Scale:
    """The scale of a page.

    Args:
        readings: the rows as read.
        pulse_gain_mm_per_mv: from `find_pulses`; None if there are no pulses, or they were not sought.
        marks: what is printed on the page; None: not known.
        mm_per_s, mm_per_mv: as the user knows them; None: to be found.
    """
    text_mm_per_s, text_mm_per_mv = (marks.mm_per_s, marks.mm_per_mv) if marks else (None, None)
    speeds = {'given': mm_per_s, 'text': text_mm_per_s, 'beats': None, 'assumed': USUAL_MM_PER_S}
    if not (mm_per_s or text_mm_per_s):
        speeds['beats'] = speed_of_beats(readings)
    gains = {'given': mm_per_mv, 'pulse': pulse_gain_mm_per_mv, 'text': text_mm_per_mv, 'assumed': USUAL_MM_PER_MV}
    speed_from, gain_from = (next(source for source, value in values.items() if value) for values in (speeds, gains))
    return Scale(speeds[speed_from], gains[gain_from], speed_from, gain_from)


def speed_of_beats(readings: Sequence[RowReading]) -> float | None:
    """25 or 50 mm/s, by how wide QRS complexes are and how far beats lie apart; None where no beats are seen."""
    seen = beat_lengths_mm(readings)
    if seen is None:
        return None
    off = np.log(seen) - np.stack([BEAT_MEAN, BEAT_MEAN + DOUBLED])
    usual, double = -0.5 * np.einsum('ki,ij,kj->k', off, BEAT_PRECISION, off)
    return 2 * USUAL_MM_PER_S if double > usual + USUAL_ADVANTAGE else USUAL_MM_PER_S


def beat_lengths_mm(readings: Sequence[RowReading]) -> np.ndarray | None:
    """(width of a QRS complex, distance of beats), mm, from where all rows together are steep; None without three beats.

    The width is the shift at which the steepness' autocorrelation has fallen to one half.
    """
    step_mm = readings[0].x_mm[1] - readings[0].x_mm[0]
    steep = sum(_mean_over(reading.steepness(), 0.5, step_mm) for reading in readings)
    steep = np.maximum(steep - np.median(steep[steep > 0]) if (steep > 0).any() else steep, 0)
    if not steep.any():
        return None
    spectrum = np.fft.rfft(steep, 2 * len(steep))
    correlation = np.fft.irfft(np.abs(spectrum) ** 2)[: len(steep)]
    width_mm = float(np.argmax(correlation < 0.5 * correlation[0])) * step_mm
    smooth = _mean_over(steep, 2.0, step_mm)
    peaks, _ = find_peaks(smooth, height=0.35 * np.percentile(smooth, 98), distance=round(5 / step_mm))
    return np.array([width_mm, np.median(np.diff(peaks)) * step_mm]) if len(peaks) > 2 and width_mm > 0 else None


def _mean_over(values: np.ndarray, width_mm: float, step_mm: float) -> np.ndarray:
    count = max(round(width_mm / step_mm), 1)
    return np.convolve(values, np.full(count, 1 / count), 'same')
