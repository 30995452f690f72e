"""The truth of drawn pages and of training strips, drawn over them."""

import cv2
import numpy as np

from ecgdigi.structures import PageMap, PageTruth, position_columns

from .colours import COLOURS, draw_line, faded

BASELINE_BGR = (170, 170, 170)
LABEL_BGR = (0, 150, 255)
PULSE_BGR = (160, 120, 0)
CROSSING_BGR = (200, 170, 0)
CROSSING_MM = 25.0  # every fifth crossing of the 5 mm lines is marked
ARM_MM = 1.5
# Strips are a few pixels per millimetre: enlarged, so that an eye sees whether the line runs along the ink's middle.
STRIP_ZOOM = 3


def draw_truth(picture: np.ndarray, page_map: PageMap, truth: PageTruth) -> np.ndarray:
    """Pen centrelines, zero lines, the ends of pieces, boxes of names, pulses and crossings of the grid over a faded page.

    Args:
        picture: (H, W, 3) uint8, BGR.
        page_map: paper mm <-> picture px.
        truth: of the page.

    Returns:
        (H, W, 3) uint8, BGR.
    """
    canvas = faded(picture)
    _draw_crossings(canvas, page_map, truth)
    right_mm = truth.left_mm + truth.duration_s * truth.mm_per_s
    for baseline_mm in truth.baselines_mm:
        _draw_mm(canvas, page_map, np.array([[truth.left_mm, baseline_mm], [right_mm, baseline_mm]]), BASELINE_BGR)
    for label in truth.labels:
        left, top, right, bottom = label.box_mm
        box_mm = np.array([[left, top], [right, top], [right, bottom], [left, bottom], [left, top]])
        _draw_mm(canvas, page_map, box_mm, LABEL_BGR)
    for pulse in truth.pulses:
        _draw_mm(canvas, page_map, pulse.points_mm, PULSE_BGR)
    for k, trace in enumerate(truth.traces):
        colour = COLOURS[k % len(COLOURS)]
        draw_line(canvas, page_map.to_px(np.stack([trace.x_mm, trace.y_mm], 1)), colour)
        baseline_mm = truth.baselines_mm[trace.row]
        for x_mm in (trace.x_mm[0], trace.x_mm[-1]):
            _draw_mm(canvas, page_map, np.array([[x_mm, baseline_mm - 2], [x_mm, baseline_mm + 2]]), colour)
    return canvas


def _draw_crossings(canvas: np.ndarray, page_map: PageMap, truth: PageTruth) -> None:
    """A cross at every fifth crossing of the 5 mm lines."""
    if truth.grid_offset_mm is None:
        return
    places = [np.arange(start % 5, size, CROSSING_MM) for start, size in zip(truth.grid_offset_mm, truth.paper_mm, strict=True)]
    for centre_mm in np.stack(np.meshgrid(*places), -1).reshape(-1, 2):
        for arm_mm in ([ARM_MM, 0], [0, ARM_MM]):
            draw_line(canvas, page_map.to_px(np.stack([centre_mm - arm_mm, centre_mm + arm_mm])), CROSSING_BGR)


def _draw_mm(canvas: np.ndarray, page_map: PageMap, corners_mm: np.ndarray, colour: tuple[int, int, int]) -> None:
    """A polyline that is straight on paper, and may be bent in the picture."""
    along = np.linspace(0, len(corners_mm) - 1, 16 * (len(corners_mm) - 1) + 1)
    steps = np.arange(len(corners_mm))
    points_mm = np.stack([np.interp(along, steps, corners_mm[:, axis]) for axis in (0, 1)], 1)
    draw_line(canvas, page_map.to_px(points_mm), colour)


def draw_strip(picture: np.ndarray, *rows_px: np.ndarray) -> np.ndarray:
    """A training strip, enlarged, with the height that is to be learned, and perhaps the one that was read.

    Args:
        picture: (H, W, 3) uint8, BGR.
        rows_px: (P,) each, row of the pen's centre at every position, px; NaN where nothing is printed. The first is drawn
            in red, the next in blue.

    Returns:
        (H * STRIP_ZOOM, W * STRIP_ZOOM, 3) uint8, BGR.
    """
    canvas = cv2.resize(picture, None, fx=STRIP_ZOOM, fy=STRIP_ZOOM, interpolation=cv2.INTER_CUBIC)
    for rows, colour in zip(rows_px, COLOURS, strict=False):
        columns = position_columns(picture.shape[1], len(rows) // picture.shape[1])
        points = (np.stack([columns, rows], 1) + 0.5) * STRIP_ZOOM - 0.5
        for run in np.split(points, np.flatnonzero(~np.isfinite(rows))):
            draw_line(canvas, run[np.isfinite(run[:, 1])], colour)
    return canvas
