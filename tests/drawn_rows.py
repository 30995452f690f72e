"""Rows as a network would read them without error: the exact pen heights of drawn pages."""

import numpy as np

from ecgdigi.geometry.rows import RowReading
from ecgdigi.synthesis.drawing.page import page_truth


def reading(x_mm, y_mm):
    """A row whose trace is printed where its height, mm, is known."""
    inked = np.isfinite(y_mm).astype(float)
    return RowReading(x_mm, np.nan_to_num(y_mm), inked, inked)


def drawn_rows(signal, style, x_mm):
    truth = page_truth(signal, style)
    return [reading(x_mm, truth.heights_mm(row, x_mm)) for row in range(truth.layout.num_rows)]


def askew(rows, slant):
    """The rows of a page whose print stands askew to its grid: each begins `slant` mm further right per mm that it is lower."""
    moved = []
    for row in rows:
        shift_mm = slant * (row.zero_line_mm - rows[0].zero_line_mm)
        heights = np.interp(row.x_mm - shift_mm, row.x_mm, np.where(row.printed, row.y_mm, np.nan), left=np.nan, right=np.nan)
        moved.append(reading(row.x_mm, heights))
    return moved


def cut(rows, left_mm, right_mm):
    """What a picture shows of the rows that spans this much of the paper."""
    inside = (rows[0].x_mm >= left_mm) & (rows[0].x_mm <= right_mm)
    return [RowReading(*(values[inside] for values in (row.x_mm, row.y_mm, row.inked, row.confidence))) for row in rows]
