"""What a network marks on a straightened page: rows, lead names, where pieces begin."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from scipy.ndimage import center_of_mass, maximum_filter1d
from scipy.ndimage import label as connected
from scipy.signal import find_peaks

from .scale_lines import ScalePlace, find_scale_places

# Rows of traces stand at least this far apart.
MIN_DISTANCE_MM = 6.0
# A row is at least this long, and this share of the longest one.
MIN_LENGTH_MM = 25.0
MIN_SHARE = 0.4
# ...or this share, in line with others: a wandering row spreads over many heights.
MIN_SHARE_IN_LINE = 0.2
# Off its place by at most this share of the rows' distance.
IN_LINE = 0.15
# Cells of 1 mm that a name covers at least.
MIN_NAME_CELLS = 3
# Below this it is some text, but not clear which name.
MIN_NAME_SCORE = 0.35


@dataclass(frozen=True)
class MarkedName:
    """Attributes: x_mm, y_mm: paper point of its middle, mm; shares: probability of each lead that it may name, 0 to 1."""

    x_mm: float
    y_mm: float
    shares: Mapping[str, float]

    @property
    def lead(self) -> str:
        """The most probable one."""
        return max(self.shares, key=self.shares.get)

    @property
    def score(self) -> float:
        """Its probability."""
        return self.shares[self.lead]

    def support(self, lead: str) -> float:
        """How much more probable a lead is than the best other one."""
        others = max((share for name, share in self.shares.items() if name != lead), default=0.0)
        return self.shares.get(lead, 0.0) - others


@dataclass(frozen=True)
class PageMarks:
    """Attributes:
    rows_mm: paper y of the rows' zero lines, mm, from the top.
    names: in no order.
    starts: (h, w) probability that a lead's piece begins there.
    left_mm, top_mm: paper point of the first cell, mm; cells are `cell_mm` apart.
    cell_mm: distance of cells, mm.
    scale_places: where paper speed and gain may be printed.
    mm_per_s, mm_per_mv: paper speed and gain as they are printed; None where none is read, or different ones.
    """

    rows_mm: tuple[float, ...]
    names: tuple[MarkedName, ...]
    starts: np.ndarray
    left_mm: float
    top_mm: float
    cell_mm: float
    scale_places: tuple[ScalePlace, ...] = ()
    mm_per_s: float | None = None
    mm_per_mv: float | None = None

    def start_probability(self, y_mm: float, x_mm: float, reach_mm: float = 2.5, half_height_mm: float = 5.0) -> float:
        """How probable it is that a piece begins near a place of the row whose zero line runs at `y_mm`."""
        columns = self._cells(x_mm - reach_mm, x_mm + reach_mm, self.left_mm, self.starts.shape[1])
        rows = self._cells(y_mm - half_height_mm, y_mm + half_height_mm, self.top_mm, self.starts.shape[0])
        part = self.starts[rows, columns]
        return float(part.mean(0).max()) if part.size else 0.0

    def start_profile(self, y_mm: float, x_mm: np.ndarray, reach_mm: float = 1.5, half_height_mm: float = 5.0) -> np.ndarray:
        """How probable it is that a piece begins near each place of that row."""
        rows = self._cells(y_mm - half_height_mm, y_mm + half_height_mm, self.top_mm, self.starts.shape[0])
        if not self.starts[rows].size:
            return np.zeros(len(x_mm))
        near = maximum_filter1d(self.starts[rows].mean(0), 2 * round(reach_mm / self.cell_mm) + 1)
        places = (x_mm - self.left_mm) / self.cell_mm
        return np.interp(places, np.arange(len(near)), near, left=0.0, right=0.0)

    def _cells(self, low_mm: float, high_mm: float, origin_mm: float, count: int) -> slice:
        low, high = (round((place - origin_mm) / self.cell_mm) for place in (low_mm, high_mm))
        return slice(max(low, 0), min(max(high + 1, 0), count))


def find_marks(
    names: np.ndarray,
    rows: np.ndarray,
    starts: np.ndarray,
    leads: Sequence[str],
    scales: np.ndarray | None = None,
    *,
    left_mm: float,
    top_mm: float,
    cell_mm: float,
) -> PageMarks:
    """From maps of probabilities to marks.

    Args:
        names: (1 + L, h, w) probabilities of "no name" and of L names.
        rows: (h, w) probability that a row's zero line runs through the cell.
        starts: (h, w) probability that a piece begins there.
        leads: the L standard names.
        scales: (h, w) probability that paper speed or gain is printed there; None: not known.
        left_mm, top_mm, cell_mm: see `PageMarks`.
    """
    place = dict(left_mm=left_mm, top_mm=top_mm, cell_mm=cell_mm)
    scale_places = () if scales is None else find_scale_places(scales, **place)
    found = tuple(_rows(rows, top_mm, cell_mm)), tuple(_names(names, leads, **place))
    return PageMarks(*found, starts, **place, scale_places=scale_places)


def _rows(probability: np.ndarray, top_mm: float, cell_mm: float) -> list[float]:
    lengths_mm = probability.sum(1) * cell_mm
    lengths_mm = cv2.GaussianBlur(lengths_mm[:, None].astype(np.float32), (1, 0), 1.0, sigmaY=0.7 / cell_mm)[:, 0]
    longest = float(lengths_mm.max(initial=0.0))
    padded = np.pad(lengths_mm, 1)  # a peak may lie at the border
    lowest = max(MIN_LENGTH_MM, MIN_SHARE_IN_LINE * longest)
    peaks = find_peaks(padded, distance=max(1, round(MIN_DISTANCE_MM / cell_mm)), height=lowest)[0] - 1
    is_sure = lengths_mm[peaks] >= MIN_SHARE * longest
    found = []
    for peak in peaks[is_sure | _in_line(peaks, is_sure)]:
        near = slice(max(peak - 2, 0), peak + 3)
        weight = probability[near].sum(1)
        middle = float((weight * np.arange(near.start, near.start + len(weight))).sum() / weight.sum())
        found.append(top_mm + cell_mm * middle)
    return found


def _in_line(places: np.ndarray, is_sure: np.ndarray) -> np.ndarray:
    """Which places lie between sure ones, as far from them as these lie from one another."""
    sure = places[is_sure]
    if len(sure) < 3:
        return np.zeros(len(places), bool)
    below = np.clip(np.searchsorted(sure, places), 1, len(sure) - 1)
    steps = np.stack([places - sure[below - 1], sure[below] - places]) / np.median(np.diff(sure))
    return ((steps > 0.5) & (np.abs(steps - np.round(steps)) <= IN_LINE)).all(0)


def _names(probability: np.ndarray, leads: Sequence[str], *, left_mm: float, top_mm: float, cell_mm: float) -> list[MarkedName]:
    # Letters first, which name they are second: parts of one name are not taken for several.
    blobs, count = connected(probability[0] < 0.5, structure=np.ones((3, 3)))
    found = []
    for index in range(1, count + 1):
        inside = blobs == index
        if inside.sum() < MIN_NAME_CELLS:
            continue
        shares = probability[1:, inside].sum(1) / inside.sum()
        if shares.max() >= MIN_NAME_SCORE:
            y, x = center_of_mass(inside)
            named = dict(zip(leads, shares.tolist(), strict=True))
            found.append(MarkedName(left_mm + cell_mm * float(x), top_mm + cell_mm * float(y), named))
    return found
