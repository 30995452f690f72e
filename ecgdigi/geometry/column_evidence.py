"""What tells where page time runs on paper: where traces begin and end, and where pieces begin within them."""

from dataclasses import dataclass

import numpy as np

from ecgdigi.structures import PageLayout

from .page_marks import PageMarks
from .rows import RowReading

# Length on either side of an end over which what is printed is compared with what is not, mm.
CONTRAST_MM = 3.0
# How sure the network is of the rows, ink and path, in the mean: what is taken as blank, and what as traces.
UNSURE, SURE = 0.5, 0.9
# What speaks for whole columns: the contrast of two ends, each at most 1; an end beyond the picture, where the traces run
# out of it, counts as this share of that...
CUT_WEIGHT = 0.5
# ...how probable it is that pieces begin where columns do...
BEGINS_WEIGHT = 0.5
# ...less the length of trace outside and of blank paper inside, this much of it, mm, for 1.
MISFIT_MM = 25.0
# Share of the page time that may lie beyond the picture, on one side; and how much longer it may be than the picture is wide.
MAX_CUT = 0.3
MAX_BEYOND = 1.3


@dataclass(frozen=True)
class ColumnEvidence:
    """What tells where page time runs, at P positions `step_mm` apart, in the mean of all rows.

    Attributes:
        contrast: (P + 1,) how much more trace there is behind a place than before it.
        printed: (P,) how surely traces are printed there, 0 to 1.
        begins: (P,) how probable it is that pieces begin there.
        num_columns: of the layout.
        step_mm: distance of the positions.
    """

    contrast: np.ndarray
    printed: np.ndarray
    begins: np.ndarray
    num_columns: int
    step_mm: float

    @classmethod
    def of(cls, readings: list[RowReading], layout: PageLayout, marks: PageMarks | None) -> 'ColumnEvidence':
        step_mm = float(readings[0].x_mm[1] - readings[0].x_mm[0])
        sure = np.mean([reading.inked * reading.confidence for reading in readings], axis=0)
        reach = round(CONTRAST_MM / step_mm)
        contrast = rise(np.pad(sure, reach, mode='edge'), reach)[reach:-reach]  # a picture's edge is no end of a trace
        printed = np.clip((sure - UNSURE) / (SURE - UNSURE), 0, 1)
        columns = [reading for reading, leads in zip(readings, layout.rows, strict=True) if len(leads) > 1]
        begins = np.zeros(len(sure))
        if marks and columns:
            x_mm = readings[0].x_mm
            begins = np.mean([marks.start_profile(reading.zero_line_mm, x_mm) for reading in columns], axis=0)
        return cls(contrast, printed, begins, max(len(leads) for leads in layout.rows), step_mm)

    def support(self, shift: int) -> tuple[int, float, float]:
        """Of page times of `shift` positions: the place where the best one begins, what speaks for it, and that without
        what speaks against it."""
        count = len(self.printed)
        places = np.arange(-int(shift * MAX_CUT), count - int(shift * (1 - MAX_CUT)))
        total = np.concatenate([[0.0], np.cumsum(self.printed)])
        first, last = np.clip(places, 0, count), np.clip(places + shift, 0, count)
        within = total[last] - total[first]
        outside_mm = (total[-1] - within) * self.step_mm
        missing_mm = (last - first - within) * self.step_mm
        ends = self._end(places, self.contrast, self.printed[0]) + self._end(places + shift, -self.contrast, self.printed[-1])
        inner = np.zeros(len(places))
        for k in range(1, self.num_columns):
            at = places + round(k * shift / self.num_columns)
            inner += np.where((at >= 0) & (at < count), self.begins[np.clip(at, 0, count - 1)], 0.0)
        inner /= max(self.num_columns - 1, 1)
        support = ends + BEGINS_WEIGHT * inner - (outside_mm + missing_mm) / MISFIT_MM
        best = int(np.argmax(support))
        return int(places[best]), float(support[best]), float(ends[best] + inner[best])

    def _end(self, places: np.ndarray, edge: np.ndarray, at_border: float) -> np.ndarray:
        """Contrast at one end; of ends beyond the picture, a part of how much is printed at its border."""
        seen = (places > 0) & (places < len(self.printed))
        return np.where(seen, edge[np.clip(places, 0, len(edge) - 1)], CUT_WEIGHT * at_border)


def rise(values: np.ndarray, reach: int) -> np.ndarray:
    """(P + 1,) mean of the `reach` values from each place on, less the mean of the `reach` values before it."""
    total = np.cumsum(np.pad(values, (reach + 1, reach)))
    return (total[2 * reach :] - 2 * total[reach:-reach] + total[: -2 * reach]) / reach
