"""Where the printed rows run, and what was read along them."""

from dataclasses import dataclass

import cv2
import numpy as np
from scipy.signal import find_peaks

from ecgdigi.signals import finite_runs

from .errors import RowsNotFoundError
from .ink import PX_PER_MM, InkMap

# Rows of traces stand at least this far apart: 12 rows on a page of 200 mm leave 15 mm.
MIN_DISTANCE_MM = 8.0
# A row has ink within this distance of its zero line...
NEAR_MM = 1.5
# ...in at least this share of the page's columns. Lines of text reach it too; they are sorted out by what is read there.
MIN_SHARE = 0.25
MAX_ROWS = 24
# Ends of leads this close together are the same, mm.
SAME_PLACE_MM = 0.1
# Steeper than this, mm per mm, is not told apart.
MAX_STEEPNESS = 8.0
# Where a network doubts that a trace is printed, but follows it: in the mean over this length, mm, at least this probability of
# ink, and this confidence: more than one half, or every clear end of a trace would be moved outwards.
FOLLOWED_MM = 2.0
FOLLOWED_INK = 0.05
FOLLOWED_CONFIDENCE = 0.55


def find_row_candidates(ink: InkMap) -> np.ndarray:
    """Heights at which a trace or a line of text may run.

    A trace spends most of its time near its zero line, so the share of columns with ink near a height peaks there.

    Returns:
        (R,) paper y, mm, from the top.

    Raises:
        RowsNotFoundError: there is nothing that runs across the page.
    """
    reach = 2 * round(NEAR_MM * PX_PER_MM) + 1
    share = cv2.dilate(ink.mask.astype(np.uint8), np.ones((reach, 1))).mean(axis=1)
    share = cv2.GaussianBlur(share[:, None], (1, 0), 1.0, sigmaY=0.4 * PX_PER_MM)[:, 0]
    peaks, _ = find_peaks(share, distance=round(MIN_DISTANCE_MM * PX_PER_MM), height=MIN_SHARE)
    if len(peaks) == 0 or len(peaks) > MAX_ROWS:
        raise RowsNotFoundError(f'{len(peaks)} rows of ink across the page: this does not look like an ECG (crop to the page)')
    return ink.top_mm + peaks / PX_PER_MM


@dataclass(frozen=True)
class RowReading:
    """What a network read along one row, at P positions of equal distance.

    Attributes:
        x_mm: (P,) paper x of the positions, mm.
        y_mm: (P,) paper y of the pen, mm.
        inked: (P,) probability that the trace is printed there.
        confidence: (P,) 0 to 1.
        ends_read: ends of leads that were read for themselves (`read_piece_ends`), each as (paper x, mm; whether the lead begins
            there). At others the strokes of two leads may be mixed up.
    """

    x_mm: np.ndarray
    y_mm: np.ndarray
    inked: np.ndarray
    confidence: np.ndarray
    ends_read: tuple[tuple[float, bool], ...] = ()

    def end_is_read(self, x_mm: float, *, begins: bool) -> bool:
        """Whether the end of a lead at that place is one of `ends_read`."""
        return any(kind == begins and abs(place_mm - x_mm) < SAME_PLACE_MM for place_mm, kind in self.ends_read)

    @property
    def printed(self) -> np.ndarray:
        """(P,) bool, see `printed_places`."""
        return printed_places(self.inked, self.x_mm[1] - self.x_mm[0])

    @property
    def followed(self) -> np.ndarray:
        """(P,) bool, where the path is the trace's if one must run there, as within page time: dark, faint or creased paper hides
        that it is printed sooner than where it runs.
        """
        length = max(round(FOLLOWED_MM / (self.x_mm[1] - self.x_mm[0])), 1)
        inked, sure = (np.convolve(values, np.full(length, 1 / length), 'same') for values in (self.inked, self.confidence))
        return self.printed | ((inked >= FOLLOWED_INK) & (sure >= FOLLOWED_CONFIDENCE))

    @property
    def zero_line_mm(self) -> float:
        """Paper y of 0 mV, mm: the height at which the pen is half of the time above; NaN if nothing is printed."""
        printed = self.printed
        return float(np.median(self.y_mm[printed])) if printed.any() else np.nan

    def steepness(self) -> np.ndarray:
        """(P - 1,) how much the trace rises or falls between positions, mm per mm, up to MAX_STEEPNESS; 0 where nothing is
        printed."""
        rise_mm = np.nan_to_num(np.abs(np.diff(np.where(self.printed, self.y_mm, np.nan))))
        return np.minimum(rise_mm / (self.x_mm[1] - self.x_mm[0]), MAX_STEEPNESS)

    def extent_mm(self) -> tuple[float, float] | None:
        """Left and right end of the printed trace, mm; None if there is none."""
        where = np.flatnonzero(self.printed)
        return (float(self.x_mm[where[0]]), float(self.x_mm[where[-1]])) if len(where) else None


def printed_places(inked: np.ndarray, step_mm: float) -> np.ndarray:
    """Where a trace runs. Pieces shorter than 4 mm (flanks of a calibration pulse) are dropped, then gaps up to 5 mm closed.

    Args:
        inked: (P,) probability that the trace is printed there.
        step_mm: distance of the places, mm.

    Returns:
        (P,) bool.
    """
    solid = ~_fill(inked <= 0.5, round(4.0 / step_mm), at_ends=True)
    return _fill(solid, round(5.0 / step_mm), at_ends=False)


def _fill(flags: np.ndarray, longest: int, *, at_ends: bool) -> np.ndarray:
    """Set the runs of False that are at most `longest` long; those that touch an end of the array only if `at_ends`."""
    filled = flags.copy()
    for start, stop in finite_runs(np.where(flags, np.nan, 0.0)):
        if stop - start <= longest and (at_ends or (start > 0 and stop < len(flags))):
            filled[start:stop] = True
    return filled


def keep_traces(inked: np.ndarray, step_mm: float, min_share: float = 0.5) -> list[int]:
    """Which candidates hold a trace: printed for at least `min_share` of the longest one's length.

    Args:
        inked: (R, P) probability that the trace is printed, for each candidate.
        step_mm: distance of the places, mm.

    Raises:
        RowsNotFoundError: no row holds a trace of at least 40 mm.
    """
    lengths_mm = np.array([printed_places(row, step_mm).sum() * step_mm for row in inked])
    if lengths_mm.max(initial=0) < 40:
        raise RowsNotFoundError('no trace longer than 40 mm found: this does not look like an ECG (crop to the page)')
    return [k for k, length in enumerate(lengths_mm) if length >= min_share * lengths_mm.max()]
