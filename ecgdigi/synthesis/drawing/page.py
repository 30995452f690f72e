"""A whole page, or a part of it: ECGSignal and PageStyle in, picture and truth in mm out."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from ecgdigi.signals import delayed, finite_runs
from ecgdigi.structures import ECGSignal, HomographyMap, LeadBox, PageMap, PageTruth, PenTrace, PrintedLabel, PrintedPulse

from .frame import Frame
from .grid import draw_paper
from .ink import Ink, bleed, box_ink, print_ink, stroke_ink
from .style import PageStyle, PrintedText
from .text import draw_line, draw_text, scale_places

MIN_BLEED_PX = 0.2  # less is not seen
DEAD_ROW_MM = 0.125  # pitch of a thermal head of 8 dots per mm


@dataclass(frozen=True)
class Page:
    """A picture of a page and what is really on it.

    Attributes:
        picture: (H, W, 3) uint8, BGR.
        page_map: paper mm <-> picture px.
        truth: what is printed, on paper; effects never change it, they change `page_map`.
        fs_hz: rate of the signal that was printed, Hz.
        drawn_mm: (left, top, right, bottom) of the paper that was drawn, mm. What a photograph shows beyond it is not printed.
    """

    picture: np.ndarray
    page_map: PageMap
    truth: PageTruth
    fs_hz: float
    drawn_mm: tuple[float, float, float, float]

    def shows(self, points_mm: np.ndarray) -> np.ndarray:
        """(...,) bool, whether points of the paper, (..., 2) mm, were drawn and lie within the picture; False for NaN."""
        left, top, right, bottom = self.drawn_mm
        inside = ((points_mm >= (left, top)) & (points_mm <= (right, bottom))).all(-1)
        places_px = self.page_map.to_px(np.nan_to_num(points_mm))
        size = np.array(self.picture.shape[1::-1])
        return inside & ((places_px >= 0) & (places_px <= size - 1)).all(-1)


def draw_page(
    signal: ECGSignal,
    style: PageStyle,
    window_mm: tuple[float, float, float, float] | None = None,
    rng: np.random.Generator | None = None,
) -> Page:
    """Print a signal. Page time equals the signal's time; samples that are NaN are not printed.

    Args:
        window_mm: (left, top, right, bottom) of the part of the paper that is drawn; None: all of it.
        rng: for the unevenness of the print; None prints evenly.

    Raises:
        ValueError: see `pen_traces`; an unknown font.
    """
    left, top, right, bottom = window_mm or (0.0, 0.0, *style.paper_mm)
    size_px = tuple(max(round(side * style.px_per_mm), 1) for side in (right - left, bottom - top))
    frame = Frame((left, top), size_px, style.px_per_mm)
    picture = draw_paper(frame, style)
    truth = page_truth(signal, style)
    for line in style.lines:
        draw_line(picture, frame, line)
    for item in style.texts:
        draw_text(picture, frame, item)
    labels = _print_labels(picture, frame, style)
    density = None if rng is None else print_density(frame, style, rng)
    bleed_px = style.pen.bleed_mm * style.px_per_mm
    for ink in pen_ink(truth, style, frame):
        run = bleed(ink, bleed_px, frame.size_px) if bleed_px > MIN_BLEED_PX else ink
        print_ink(picture, run, style.pen.bgr, style.pen.strength, density)
    scale_texts = tuple(place for item in style.texts for place in scale_places(frame, item))
    truth = replace(truth, labels=labels, scale_texts=scale_texts)
    return Page(picture, HomographyMap(frame.matrix), truth, signal.fs_hz, (left, top, right, bottom))


def page_truth(signal: ECGSignal, style: PageStyle) -> PageTruth:
    """What a page shows, but for the boxes of its texts, which are known once they are printed.

    Raises:
        ValueError: see `pen_traces`.
    """
    has_grid = style.grid.fine_width_mm or style.grid.coarse_width_mm
    return PageTruth(
        layout=style.layout,
        duration_s=style.duration_s,
        mm_per_s=style.mm_per_s,
        mm_per_mv=style.mm_per_mv,
        left_mm=style.left_mm,
        baselines_mm=np.asarray(style.baselines_mm, np.float64),
        traces=pen_traces(signal, style),
        paper_mm=style.paper_mm,
        grid_offset_mm=style.grid.offset_mm if has_grid else None,
        pulses=pen_pulses(style),
    )


def pen_traces(signal: ECGSignal, style: PageStyle) -> tuple[PenTrace, ...]:
    """Where the pen goes on paper.

    Raises:
        ValueError: the signal is shorter than the page, or the style has another number of rows or delays than its layout.
    """
    if signal.duration_s < style.duration_s - 1 / signal.fs_hz:
        raise ValueError(f'signal of {signal.duration_s} s, but the page shows {style.duration_s} s')
    if len(style.baselines_mm) != style.layout.num_rows:
        raise ValueError(f'{len(style.baselines_mm)} baselines for the {style.layout.num_rows} rows of {style.layout.name}')
    if style.row_delays_s and len(style.row_delays_s) != style.layout.num_rows:
        raise ValueError(f'{len(style.row_delays_s)} delays for the {style.layout.num_rows} rows of {style.layout.name}')
    traces = []
    for box in style.layout.boxes(duration_s=style.duration_s):
        # A column begins at the first sample at or after its start, and ends where the next column begins.
        half_gap_s = style.column_gap_mm / 2 / style.mm_per_s
        start_s = box.start_s + half_gap_s * (box.column > 0)
        stop_s = box.stop_s - half_gap_s * (box.stop_s < style.duration_s - 1e-6)
        first, last = (int(np.ceil(round(time_s * signal.fs_hz, 6))) for time_s in (start_s, stop_s))
        samples_mv = _as_drawn(signal, box, style)[first : last + 1].astype(np.float64)
        x_mm = style.left_mm + np.arange(first, first + len(samples_mv)) / signal.fs_hz * style.mm_per_s
        heights_mm = samples_mv * style.mm_per_mv * (1 + style.gain_error)
        if style.clip_mm is not None:
            heights_mm = np.clip(heights_mm, -style.clip_mm, style.clip_mm)
        for start, stop in finite_runs(heights_mm):  # the pen is up between them; a single sample leaves no stroke
            if stop - start > 1:
                y_mm = style.baselines_mm[box.row] - heights_mm[start:stop]
                traces.append(PenTrace(box.row, box.lead, x_mm[start:stop], y_mm, box.sign))
    return tuple(traces)


def _as_drawn(signal: ECGSignal, box: LeadBox, style: PageStyle) -> np.ndarray:
    """(T,) mV that the pen of a row draws for a lead, upwards."""
    lead_mv = signal.lead(box.lead)
    if style.row_delays_s:
        lead_mv = delayed(lead_mv[None], [style.row_delays_s[box.row] * signal.fs_hz])[0]
    return box.sign * lead_mv


def pen_pulses(style: PageStyle) -> tuple[PrintedPulse, ...]:
    """Paths of the calibration pulses."""
    pulse = style.pulse
    if pulse is None:
        return ()
    found = []
    for row, baseline_mm in enumerate(style.baselines_mm[:1] if pulse.first_row_only else style.baselines_mm):
        if pulse.side == 'left':
            right = style.left_mm - pulse.gap_mm
        else:
            right = style.left_mm + style.duration_s * style.mm_per_s + pulse.gap_mm + pulse.width_mm
        left, top = right - pulse.width_mm, baseline_mm - style.mm_per_mv * (1 + style.gain_error)
        xs = [left - pulse.flank_mm, left, left, right, right, right + pulse.flank_mm]
        ys = [baseline_mm, baseline_mm, top, top, baseline_mm, baseline_mm]
        found.append(PrintedPulse(row, np.stack([xs, ys], 1)))
    return tuple(found)


def separator_bars(style: PageStyle) -> list[np.ndarray]:
    """(2, 2) upper left and lower right corners of the bars between columns, mm."""
    bars = []
    for box in style.layout.boxes(duration_s=style.duration_s):
        if box.column and style.separator_mm:
            centre = np.array([style.left_mm + box.start_s * style.mm_per_s, style.baselines_mm[box.row]])
            half = np.array([style.separator_width_mm, style.separator_mm]) / 2
            bars.append(np.stack([centre - half, centre + half]))
    return bars


def pen_ink(truth: PageTruth, style: PageStyle, frame: Frame) -> Iterator[Ink]:
    """Ink of whatever the pen draws, stroke by stroke."""
    pen = dict(width_px=style.pen.width_mm * frame.px_per_mm, size_px=frame.size_px, flat_ends=style.pen.flat_ends)
    for trace in truth.traces:
        yield stroke_ink(frame.to_px(np.stack([trace.x_mm, trace.y_mm], 1)), **pen)
    for pulse in truth.pulses:
        yield stroke_ink(frame.to_px(pulse.points_mm), **pen)
    for bar in separator_bars(style):
        yield box_ink(frame.to_px(bar), frame.size_px)


def _print_labels(picture: np.ndarray, frame: Frame, style: PageStyle) -> tuple[PrintedLabel, ...]:
    label, labels = style.label, []
    if not label.height_mm:
        return ()
    for box in style.layout.boxes(duration_s=style.duration_s):
        x_mm = style.left_mm + box.start_s * style.mm_per_s + label.offset_mm[0]
        origin_mm = (x_mm, style.baselines_mm[box.row] + label.offset_mm[1])
        name = PrintedText(box.printed_name, origin_mm, label.height_mm, label.font, label.weight, label.bgr)
        labels.append(PrintedLabel(box.row, box.lead, draw_text(picture, frame, name), box.sign))
    return tuple(labels)


def print_density(frame: Frame, style: PageStyle, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray] | None:
    """Factors of the pen's strength of each column and row: the elements of a thermal head differ, and the paper's speed does.

    Returns:
        (W,) and (H,) float64; None where the print is even.
    """
    pen = style.pen
    if not pen.unevenness and not pen.dead_rows_mm:
        return None
    factors = []
    for axis in (0, 1):
        edges_mm = frame.edges_mm(axis)
        knots_mm = np.arange(edges_mm[0] - 3, edges_mm[-1] + 6, 3.0)
        slow = np.interp(edges_mm[:-1], knots_mm, rng.normal(0, pen.unevenness, len(knots_mm)))
        fast = rng.normal(0, pen.unevenness / 2, len(edges_mm) - 1)
        factors.append(np.clip(1 + slow + fast, 0.05, 1.5))
    edges_mm = frame.edges_mm(1)
    for dead_mm in pen.dead_rows_mm:
        covered_mm = np.diff(np.clip(edges_mm, dead_mm - DEAD_ROW_MM / 2, dead_mm + DEAD_ROW_MM / 2))
        factors[1] *= 1 - covered_mm * frame.px_per_mm
    return factors[0], factors[1]
