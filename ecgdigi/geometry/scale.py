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
# How much more probable 25 mm/s is beforehand than another speed, natural logarithm: twenty pages to one. And a speed that a page
# was read to state than others: of 122 that were read on pages of known speed one was misread.
USUAL_ADVANTAGE = 3.0
STATED_ADVANTAGE = 5.0


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
    seen_mm_per_s = None if mm_per_s else speed_of_beats(readings, text_mm_per_s)
    if seen_mm_per_s != text_mm_per_s and seen_mm_per_s:
        text_mm_per_s = None  # misread
    speeds = {'given': mm_per_s, 'text': text_mm_per_s, 'beats': seen_mm_per_s, 'assumed': USUAL_MM_PER_S}
    gains = {'given': mm_per_mv, 'pulse': pulse_gain_mm_per_mv, 'text': text_mm_per_mv, 'assumed': USUAL_MM_PER_MV}
    speed_from, gain_from = (next(source for source, value in values.items() if value) for values in (speeds, gains))
    return Scale(speeds[speed_from], gains[gain_from], speed_from, gain_from)


def speed_of_beats(readings: Sequence[RowReading], stated_mm_per_s: float | None = None) -> float | None:
    """The speed for which the widths of QRS complexes and the distances of beats speak; None where no beats are seen.

    Args:
        readings: the rows as read.
        stated_mm_per_s: what the page was read to state. Without, 25 and 50 mm/s are weighed; with, this speed, too.
    """
    seen = beat_lengths_mm(readings)
    if seen is None:
        return None
    ahead = {USUAL_MM_PER_S: USUAL_ADVANTAGE, 2 * USUAL_MM_PER_S: 0.0}
    if stated_mm_per_s:
        ahead[stated_mm_per_s] = ahead.get(stated_mm_per_s, 0.0) + STATED_ADVANTAGE
    return max(ahead, key=lambda mm_per_s: ahead[mm_per_s] + _likelihood(seen, mm_per_s))


def _likelihood(lengths_mm: np.ndarray, mm_per_s: float) -> float:
    """Natural logarithm of how probable (width, distance) are at a speed, up to a constant."""
    off = np.log(lengths_mm) - BEAT_MEAN - np.log2(mm_per_s / USUAL_MM_PER_S) * DOUBLED
    return float(-0.5 * off @ BEAT_PRECISION @ off)


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
