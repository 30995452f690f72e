"""Where a page may state its speed and gain, and which ones the lines there state."""

from typing import NamedTuple

import numpy as np
from scipy.ndimage import center_of_mass, find_objects
from scipy.ndimage import label as connected

from ecgdigi.structures import SCALE_TEXTS

# Cells of 1 mm that a printed scale covers at least, number and unit together, and columns of 1 mm.
MIN_CELLS = 6
MIN_COLUMNS = 4
# A scale is read where one value is at least this probable.
MIN_SHARE = 0.8


class ScalePlace(NamedTuple):
    """Attributes: left_mm, right_mm: ends of what may be a printed scale, paper x, mm; y_mm: its middle, paper y, mm."""

    left_mm: float
    right_mm: float
    y_mm: float


def find_scale_places(probability: np.ndarray, *, left_mm: float, top_mm: float, cell_mm: float) -> tuple[ScalePlace, ...]:
    """Where scales may be printed.

    Args:
        probability: (h, w) that a cell is covered by one.
        left_mm, top_mm: paper point of the first cell, mm; cells are `cell_mm` apart.
    """
    blobs, count = connected(probability > 0.5, structure=np.ones((3, 3)))
    middles = center_of_mass(blobs > 0, blobs, range(1, count + 1))
    found = []
    for index, (place, middle) in enumerate(zip(find_objects(blobs), middles, strict=True), 1):
        if np.sum(blobs[place] == index) >= MIN_CELLS:
            ends_mm = (left_mm + cell_mm * column for column in (place[1].start, place[1].stop - 1))
            found.append(ScalePlace(*ends_mm, top_mm + cell_mm * middle[0]))
    return tuple(found)


def stated_value(lines: np.ndarray, quantity: str) -> float | None:
    """The one value of a quantity that lines of text state; None where none is read, or different ones.

    Args:
        lines: (N, 1 + len(SCALE_TEXTS), W) probabilities of "no scale" and of each of SCALE_TEXTS, in columns of 1 mm.
        quantity: 'speed' or 'gain'.
    """
    told = [k for k, (name, _) in enumerate(SCALE_TEXTS, 1) if name == quantity]
    values = set()
    for line in lines:
        runs, count = connected(line[told].sum(0) > 0.5)
        for index in range(1, count + 1):
            shares = line[told][:, runs == index].mean(1)
            if np.sum(runs == index) >= MIN_COLUMNS and shares.max() >= MIN_SHARE:
                values.add(SCALE_TEXTS[told[int(shares.argmax())] - 1][1])
    return values.pop() if len(values) == 1 else None
