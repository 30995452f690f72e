"""A PDF page whose traces are lines, in one place: page in, leads in millivolts out."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ecgdigi.geometry.assemble import merge_rows
from ecgdigi.geometry.scale import Scale, refuse_not_positive
from ecgdigi.structures import DigitizedECG, PageLayout, get_layout

from .columns import find_columns
from .drawing import PageDrawing, Word
from .errors import NoVectorTracesError
from .lead_layout import LeadLayout, find_lead_layout
from .lead_words import LeadWord, find_lead_words
from .paper_scale import GridScale, find_paper_scale, scale_without_grid
from .pdf_page import read_drawing
from .pieces import piece_lines, sample_rows
from .ruling import grid_scale
from .step_pulses import Pulse, common_height_mm, cut_pulses, separate_pulse
from .strokes import Stroke, find_strokes, find_traces
from .trace_rows import TraceRow, as_readings, find_rows
from .upright import quarter_turns_of, turned_back, turned_upright
from .zero_lines import find_zero_lines

# Sampling rate at which layouts are compared, Hz.
JUDGED_FS_HZ = 100.0


@dataclass(frozen=True)
class VectorTrace:
    """Attributes: lead: its name; points_mm: (N, 2) mm on the page as seen, from its top left corner, y downwards."""

    lead: str
    points_mm: np.ndarray


@dataclass(frozen=True)
class VectorReading:
    """Attributes:
    ecg: the page in millivolts.
    traces: the lines that it was taken from; of a lead that is printed twice, both.
    size_mm: (width, height) of the page as seen, mm.
    """

    ecg: DigitizedECG
    traces: tuple[VectorTrace, ...]
    size_mm: tuple[float, float]


@dataclass(frozen=True)
class _Content:
    """What stands on the upright page, in mm of its grid. Attributes: size_mm: as seen, mm of the page."""

    traces: list[Stroke]
    pulses: list[Pulse]
    words: list[Word]
    scale: GridScale
    quarter_turns: int
    size_mm: tuple[float, float]


def read_vector_page(
    source: str | os.PathLike | bytes,
    page_index: int,
    *,
    layout: str | dict | PageLayout | None = None,
    mm_per_s: float | None = None,
    mm_per_mv: float | None = None,
    fs_hz: float,
) -> VectorReading:
    """Read a page whose traces are drawn as lines.

    Args:
        source: a PDF's path or its bytes.
        page_index: of its pages, from 0.
        layout: the page's layout; None: as the printed names and the leads themselves tell.
        mm_per_s, mm_per_mv: paper speed and gain; None: as pulses, words and beats tell.
        fs_hz: sampling rate of the result, Hz.

    Raises:
        FileNotFoundError: there is no such file.
        InputRefusedError: it is no PDF that can be read, has no such page, or draws too much.
        ValueError: a value is not positive.
        NoVectorTracesError: its traces are no lines, or it is not certain which leads they are.
        KeyError: no layout of that name is known.
    """
    given = get_layout(layout, may_invert=True) if layout is not None else None
    refuse_not_positive(mm_per_s=mm_per_s, mm_per_mv=mm_per_mv, fs_hz=fs_hz)
    drawing = read_drawing(source, page_index)
    content = _upright_content(drawing, mm_per_mv)
    rows = find_rows(content.traces)
    if not rows:
        pictures = ', it shows pictures instead' if drawing.num_pictures else ''
        raise NoVectorTracesError(f'no traces are drawn as lines{pictures}: read it as a picture')
    pulse_mm = common_height_mm(content.pulses)
    scale = find_paper_scale(as_readings(rows), pulse_mm, content.words, mm_per_s=mm_per_s, mm_per_mv=mm_per_mv)
    found = find_lead_layout(rows, _lead_words(content), lambda *chosen: _shown(*chosen, scale, JUDGED_FS_HZ), given)
    return _signals(found, content, scale, fs_hz, page_index)


def _upright_content(drawing: PageDrawing, mm_per_mv: float | None) -> _Content:
    strokes = find_strokes(drawing.polylines)
    turns = quarter_turns_of(strokes, drawing.words)
    if turns:
        strokes = [Stroke(turned_upright(stroke.points_mm, turns, drawing.size_mm)) for stroke in strokes]
    words = [_upright_word(word, turns, drawing.size_mm) for word in drawing.words] if turns else drawing.words
    found = grid_scale(strokes)
    scale = GridScale(*found, True) if found else None
    if scale is None:
        _, pulses = _traces_and_pulses(strokes)
        scale = scale_without_grid(common_height_mm(pulses), words, mm_per_mv)
    traces, pulses = _traces_and_pulses([Stroke(stroke.points_mm / [scale.x, scale.y]) for stroke in strokes])
    return _Content(traces, pulses, words, scale, turns, drawing.size_mm)


def _upright_word(word: Word, turns: int, size_mm: tuple[float, float]) -> Word:
    (x_mm, y_mm) = turned_upright(np.array([[word.x_mm, word.y_mm]]), turns, size_mm)[0]
    return replace(word, x_mm=float(x_mm), y_mm=float(y_mm), quarter_turns=(word.quarter_turns - turns) % 4)


def _traces_and_pulses(strokes: Sequence[Stroke]) -> tuple[list[Stroke], list[Pulse]]:
    alone = [pulse for stroke in strokes if (pulse := separate_pulse(stroke))]
    traces, joined = cut_pulses([trace for trace in find_traces(strokes) if not separate_pulse(trace)])
    return traces, [*alone, *joined]


def _lead_words(content: _Content) -> list[LeadWord]:
    scale = content.scale
    return [replace(word, x_mm=word.x_mm / scale.x, y_mm=word.y_mm / scale.y) for word in find_lead_words(content.words)]


def _shown(rows: list[TraceRow], layout: PageLayout, scale: Scale, fs_hz: float, zero_lines_mm: Sequence[float] | None = None):
    """Signal of each row; with the zero line in its middle where none is told."""
    columns = find_columns(rows, layout, mm_per_s=scale.mm_per_s)
    zero_lines_mm = [row.height_mm for row in rows] if zero_lines_mm is None else zero_lines_mm
    scales = dict(mm_per_s=scale.mm_per_s, mm_per_mv=scale.mm_per_mv)
    return sample_rows(rows, layout, columns, zero_lines_mm, **scales, fs_hz=fs_hz)


def _signals(found: LeadLayout, content: _Content, scale: Scale, fs_hz: float, page_index: int) -> VectorReading:
    rows, layout = found.rows, found.layout
    is_told = content.scale.found or content.pulses or 'assumed' not in (scale.speed_from, scale.gain_from)
    if not (is_told or find_columns(rows, layout, mm_per_s=scale.mm_per_s).is_whole):
        raise NoVectorTracesError('neither grid nor pulses tell how large the page is printed: give mm_per_s and mm_per_mv')
    heights_mm = [row.height_mm for row in rows]
    middle = _shown(rows, layout, scale, fs_hz)
    zero_lines_mm = find_zero_lines(heights_mm, content.pulses, middle, layout, mm_per_mv=scale.mm_per_mv)
    signal = merge_rows(_shown(rows, layout, scale, fs_hz, zero_lines_mm), layout)
    ecg = DigitizedECG(
        signal,
        layout,
        scale.mm_per_s,
        scale.mm_per_mv,
        scale.speed_from,
        scale.gain_from,
        route='vector',
        agreement_db=found.agreement_db,
        confidence=np.where(np.isfinite(signal.signal_mv), 1.0, np.nan).astype(np.float32),
        page_number=page_index + 1,
    )
    return VectorReading(ecg, tuple(_page_traces(found, content, scale)), content.size_mm)


def _page_traces(found: LeadLayout, content: _Content, scale: Scale):
    columns = find_columns(found.rows, found.layout, mm_per_s=scale.mm_per_s)
    for box in found.layout.boxes(duration_s=columns.duration_s):
        for line in piece_lines(found.rows[box.row], box, columns, len(found.layout.rows[box.row])):
            points_mm = line * [content.scale.x, content.scale.y]
            yield VectorTrace(box.lead, turned_back(points_mm, content.quarter_turns, content.size_mm))
