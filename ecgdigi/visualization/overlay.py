"""The read traces drawn back onto the page, so that an eye can judge them."""

import cv2
import numpy as np

from ecgdigi.geometry.rows import RowReading
from ecgdigi.geometry.time_frame import TimeFrame
from ecgdigi.structures import ECGSignal, PageGeometry, PageLayout

from .colours import COLOURS, draw_line


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
    canvas = cv2.addWeighted(picture, 0.6, np.full_like(picture, 255), 0.4, 0)
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
            place = (points[0] - [0, 6]).astype(int).tolist()
            cv2.putText(canvas, box.printed_name, place, cv2.FONT_HERSHEY_SIMPLEX, 0.6, colour, 2, cv2.LINE_AA)
    return canvas
