"""The read traces drawn back onto the page, so that an eye can judge them."""

import itertools
from collections.abc import Iterable

import numpy as np

from ecgdigi.geometry.rows import RowReading
from ecgdigi.geometry.time_frame import TimeFrame
from ecgdigi.structures import ECGSignal, PageGeometry, PageLayout

from .colours import COLOURS, draw_line, faded, write_name


def draw_overlay(
    picture: np.ndarray,
    signal: ECGSignal,
    layout: PageLayout,
    geometry: PageGeometry,
    frame: TimeFrame,
    rows: list[RowReading],
) -> np.ndarray:
    """Draw what was read, from the final signal and not from the network's output, over a faded page.

    Returns:
        (H, W, 3) uint8, BGR, of the picture's size.
    """
    canvas = faded(picture)
    longest = {box.lead: box for box in sorted(layout.boxes(duration_s=frame.duration_s), key=lambda b: b.duration_s)}
    for box in longest.values():
        times_s = np.arange(signal.signal_mv.shape[1]) / signal.fs_hz
        values_mv = np.where((times_s >= box.start_s) & (times_s < box.stop_s), signal.lead(box.lead), np.nan)
        zero_line_mm = rows[box.row].zero_line_mm
        x_mm = frame.column_left_mm(box, zero_line_mm) + (times_s - box.start_s) * geometry.mm_per_s
        y_mm = zero_line_mm - box.sign * values_mv * geometry.mm_per_mv
        shown = np.isfinite(y_mm)
        if shown.any():
            points = geometry.page_map.to_px(np.stack([x_mm[shown], y_mm[shown]], 1))
            colour = COLOURS[box.column % len(COLOURS)]
            draw_line(canvas, points, colour)
            write_name(canvas, box.printed_name, points[0], colour)
    return canvas


def draw_line_overlay(picture: np.ndarray, lines: Iterable[tuple[str, np.ndarray]], size_mm: tuple[float, float]) -> np.ndarray:
    """Draw the lines that were taken as leads over the faded page they come from.

    Args:
        picture: (H, W, 3) uint8, BGR, of the whole page as seen.
        lines: lead and (N, 2) x, y, mm from the page's top left corner; the lines of a piece follow each other.
        size_mm: (width, height) of the page, mm.

    Returns:
        (H, W, 3) uint8, BGR, of the picture's size.
    """
    canvas = faded(picture)
    px_per_mm = np.array(picture.shape[1::-1]) / size_mm
    for number, (lead, piece) in enumerate(itertools.groupby(lines, key=lambda line: line[0])):
        colour = COLOURS[number % len(COLOURS)]
        pieces_px = [points_mm * px_per_mm - 0.5 for _, points_mm in piece]
        for points_px in pieces_px:
            draw_line(canvas, points_px, colour)
        write_name(canvas, lead, pieces_px[0][0], colour)
    return canvas
