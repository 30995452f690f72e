"""A whole page: ECGSignal and PageStyle in, picture and truth in mm out."""

from dataclasses import dataclass

import numpy as np

from ecgdigi.structures import ECGSignal, HomographyMap, PageTruth, PenTrace, scale_matrix

from .grid import draw_paper
from .ink import InkCanvas
from .style import PageStyle


@dataclass(frozen=True)
class Page:
    """A picture of a page and what is really on it.

    Attributes:
        picture: (H, W, 3) uint8, BGR.
        page_map: paper mm <-> picture px.
        truth: what is printed, on paper; effects never change it, they change `page_map`.
    """

    picture: np.ndarray
    page_map: HomographyMap
    truth: PageTruth


def draw_page(signal: ECGSignal, style: PageStyle) -> Page:
    """Print a signal. Page time equals the signal's time; samples that are NaN are not printed."""
    shape_px = tuple(round(side * style.px_per_mm) for side in style.paper_mm[::-1])
    truth = page_truth(signal, style)
    picture = draw_paper(shape_px, style)
    _draw_text(shape_px, style).print_on(picture, style.label.bgr)
    _draw_pen(shape_px, style, truth).print_on(picture, style.pen.bgr, style.pen.strength)
    return Page(picture, HomographyMap(scale_matrix(style.px_per_mm)), truth)


def page_truth(signal: ECGSignal, style: PageStyle) -> PageTruth:
    """Where the pen goes on paper.

    Raises:
        ValueError: the signal is shorter than the page, or the style has another number of rows than its layout.
    """
    if signal.duration_s < style.duration_s - 1 / signal.fs_hz:
        raise ValueError(f'signal of {signal.duration_s} s, but the page shows {style.duration_s} s')
    if len(style.baselines_mm) != style.layout.num_rows:
        raise ValueError(f'{len(style.baselines_mm)} baselines for the {style.layout.num_rows} rows of {style.layout.name}')
    traces = []
    for box in style.layout.boxes(duration_s=style.duration_s):
        # A column begins at the first sample at or after its start, and ends where the next column begins.
        first = int(np.ceil(round(box.start_s * signal.fs_hz, 6)))
        last = int(np.ceil(round(box.stop_s * signal.fs_hz, 6)))
        samples_mv = signal.lead(box.lead)[first : last + 1].astype(np.float64)
        x_mm = style.left_mm + np.arange(first, first + len(samples_mv)) / signal.fs_hz * style.mm_per_s
        y_mm = style.baselines_mm[box.row] - samples_mv * style.mm_per_mv
        finite = np.isfinite(y_mm)
        if finite.sum() > 1:
            traces.append(PenTrace(box.row, box.lead, x_mm[finite], y_mm[finite]))
    return PageTruth(
        style.layout,
        style.duration_s,
        style.mm_per_s,
        style.mm_per_mv,
        style.left_mm,
        np.asarray(style.baselines_mm, np.float64),
        tuple(traces),
    )


def _draw_pen(shape_px: tuple[int, int], style: PageStyle, truth: PageTruth) -> InkCanvas:
    canvas = InkCanvas(shape_px, style.px_per_mm, style.pen.width_mm)
    for trace in truth.traces:
        canvas.stroke(np.stack([trace.x_mm, trace.y_mm], 1))
    if style.pulse_mm:
        gap_mm, flank_mm, width_mm = style.pulse_mm
        for baseline_mm in style.baselines_mm:
            right = style.left_mm - gap_mm
            left, top = right - width_mm, baseline_mm - style.mm_per_mv
            xs = [left - flank_mm, left, left, right, right, right + flank_mm]
            ys = [baseline_mm, baseline_mm, top, top, baseline_mm, baseline_mm]
            canvas.stroke(np.stack([xs, ys], 1))
    if style.separator_mm:
        for box in style.layout.boxes(duration_s=style.duration_s):
            if box.column:
                x = style.left_mm + box.start_s * style.mm_per_s
                y, half = style.baselines_mm[box.row], style.separator_width_mm / 2
                canvas.bar(x - half, y - style.separator_mm / 2, x + half, y + style.separator_mm / 2)
    return canvas


def _draw_text(shape_px: tuple[int, int], style: PageStyle) -> InkCanvas:
    label = style.label
    canvas = InkCanvas(shape_px, style.px_per_mm, style.pen.width_mm)
    if label.height_mm:
        for box in style.layout.boxes(duration_s=style.duration_s):
            origin = (
                style.left_mm + box.start_s * style.mm_per_s + label.offset_mm[0],
                style.baselines_mm[box.row] + label.offset_mm[1],
            )
            canvas.text(box.lead, origin, label.font, label.height_mm, label.weight)
    text_mm = label.height_mm or 3.0
    for k, line in enumerate(label.header):
        origin = (10 + (k % 3) * style.paper_mm[0] / 3, 8 + (k // 3) * text_mm * 1.5)
        canvas.text(line, origin, label.font, text_mm, label.weight)
    if label.footer:
        canvas.text(label.footer, (20, style.paper_mm[1] - 5), label.font, text_mm, label.weight)
    return canvas
