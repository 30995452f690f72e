"""What is really printed on a page that we drew."""

from dataclasses import dataclass

import numpy as np

from .layouts import PageLayout
from .scale_texts import PrintedScale


@dataclass(frozen=True)
class PenTrace:
    """The pen's path for one printed piece of a lead, or for a part of it: where samples are missing, the pen is up.

    Attributes:
        row: index of the printed row.
        lead: standard lead name.
        x_mm: (T,) float64, increasing, paper x of the pen's centre, mm.
        y_mm: (T,) float64, paper y of the pen's centre, mm. Between samples the pen moves straight.
        sign: -1 where the lead is printed upside down: positive voltages below the zero line.
    """

    row: int
    lead: str
    x_mm: np.ndarray
    y_mm: np.ndarray
    sign: int = 1


@dataclass(frozen=True)
class PrintedLabel:
    """A lead's printed name.

    Attributes:
        row: index of the row it belongs to.
        lead: standard lead name.
        box_mm: (left, top, right, bottom) of its letters on paper, mm.
        sign: -1 where it says that the lead is printed upside down: '-aVR'.
    """

    row: int
    lead: str
    box_mm: tuple[float, float, float, float]
    sign: int = 1


@dataclass(frozen=True)
class PrintedPulse:
    """A calibration pulse of 1 mV.

    Attributes:
        row: index of the row it belongs to.
        points_mm: (6, 2) float64, corners of its path on paper, mm.
    """

    row: int
    points_mm: np.ndarray


@dataclass(frozen=True)
class PageTruth:
    """Exact content of a drawn page, on paper (mm).

    Attributes:
        layout: arrangement of the leads.
        duration_s: seconds from the left to the right end of a row.
        mm_per_s: paper speed, mm/s.
        mm_per_mv: gain, mm/mV.
        left_mm: paper x of page time 0, mm.
        baselines_mm: (R,) float64, paper y of 0 mV of each row, mm.
        traces: all strokes of the pen.
        paper_mm: (width, height) of the paper, mm; its top left corner is the origin.
        grid_offset_mm: (x, y) of one crossing of the grid's 5 mm lines, mm; None where no grid is printed.
        labels: all printed lead names.
        pulses: all calibration pulses.
        scale_texts: where paper speed and gain are printed; they may be misprinted.
    """

    layout: PageLayout
    duration_s: float
    mm_per_s: float
    mm_per_mv: float
    left_mm: float
    baselines_mm: np.ndarray
    traces: tuple[PenTrace, ...]
    paper_mm: tuple[float, float]
    grid_offset_mm: tuple[float, float] | None = None
    labels: tuple[PrintedLabel, ...] = ()
    pulses: tuple[PrintedPulse, ...] = ()
    scale_texts: tuple[PrintedScale, ...] = ()

    def heights_mm(self, row: int, x_mm: np.ndarray) -> np.ndarray:
        """Paper y of the pen's centre of one row at the given paper x.

        Args:
            row: index of the printed row.
            x_mm: (P,) paper x, mm.

        Returns:
            (P,) float64, mm; NaN where the row is not printed.
        """
        heights = np.full(len(x_mm), np.nan)
        for trace in self.traces:
            if trace.row == row:
                inside = (x_mm >= trace.x_mm[0]) & (x_mm <= trace.x_mm[-1])
                heights[inside] = np.interp(x_mm[inside], trace.x_mm, trace.y_mm)
        return heights
