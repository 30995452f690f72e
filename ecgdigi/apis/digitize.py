"""The use way in one place: picture in, signal out. No arithmetic here."""

from dataclasses import dataclass, replace

import numpy as np
import torch

from ecgdigi.geometry.assemble import assemble_rows, merge_confidence, merge_rows, row_confidence
from ecgdigi.geometry.errors import PageRefusedError
from ecgdigi.geometry.grid import fit_grid
from ecgdigi.geometry.ink import InkMap, find_ink
from ecgdigi.geometry.layout_physics import choose_layout, law_agreements_db
from ecgdigi.geometry.limb_fusion import fuse_limb_leads
from ecgdigi.geometry.page_marks import PageMarks
from ecgdigi.geometry.pulses import find_pulses, without_pulses
from ecgdigi.geometry.quality import Quality, judge_quality
from ecgdigi.geometry.rows import RowReading, find_row_candidates
from ecgdigi.geometry.scale import USUAL_MM_PER_MV, USUAL_MM_PER_S, Scale, find_scale, refuse_not_positive
from ecgdigi.geometry.slant import find_slant
from ecgdigi.geometry.time_frame import TimeFrame, fit_time_frame
from ecgdigi.structures import ECGSignal, PageGeometry, PageLayout, get_layout, picture_box_mm

from .find_marks import mark_upright
from .find_page import SURE_RESIDUAL_MM, FoundPage, find_page
from .read_piece_ends import read_piece_ends
from .read_rows import read_rows
from .read_scale import read_printed_scale

# Sampling rate at which layouts are compared, Hz.
JUDGED_FS_HZ = 100.0
# ...and at which a slant is sought, Hz.
SLANT_FS_HZ = 250.0


@dataclass(frozen=True)
class PageReading:
    """Everything that was read from one page.

    Attributes:
        signal: twelve leads, mV; NaN where not printed. Limb leads that were read at the same time agree, by `fuse_limb_leads`.
        layout: arrangement that was found or given.
        geometry: map and scale.
        scale: how the scale was found.
        frame: page time on paper.
        rows: the rows as read, from the top.
        page: the picture, turned upright, and how far its grid is from the map.
        confidence: (12, T), 0 to 1; NaN where a lead has no place. Where the network's weights hold a `ConfidenceTable`: the
            share of such samples that are within 0.05 mV of what is printed; else how sure the network is.
        laws_db: how well the limb leads agree as they were read, dB, by each law whose leads stand together.
        quality: grade, and why it is no better.
    """

    signal: ECGSignal
    layout: PageLayout
    geometry: PageGeometry
    scale: Scale
    frame: TimeFrame
    rows: list[RowReading]
    page: FoundPage
    confidence: np.ndarray
    laws_db: tuple[float, ...]
    quality: Quality


def digitize(
    picture: np.ndarray,
    model: torch.nn.Module,
    page_net: torch.nn.Module | None = None,
    layout_net: torch.nn.Module | None = None,
    scale_net: torch.nn.Module | None = None,
    *,
    layout: str | dict | PageLayout = 'auto',
    mm_per_s: float | None = None,
    mm_per_mv: float | None = None,
    fs_hz: float,
) -> PageReading:
    """Read a page.

    Args:
        picture: (H, W, 3) uint8, BGR.
        model: a TraceNet from `load_tracenet`.
        page_net: a PageNet from `load_pagenet`; None: the page must be flat and upright, and fill the picture.
        layout_net: a PageNet with a layout head, for lead names; None: the layout is the one whose leads agree.
        scale_net: a PageNet that reads lines of text, for printed speeds and gains that `layout_net` finds; None: not read.
        layout: 'auto' or the page's layout.
        mm_per_s, mm_per_mv: paper speed and gain as printed on the page; None: as `find_scale` finds them.
        fs_hz: sampling rate of the result, Hz.

    Raises:
        PageRefusedError: the page cannot be read; the message says why.
        KeyError: no layout of that name is known.
        ValueError: a speed, gain or rate that is not positive.
    """
    given = None if layout == 'auto' else get_layout(layout, may_invert=True)
    refuse_not_positive(mm_per_s=mm_per_s, mm_per_mv=mm_per_mv, fs_hz=fs_hz)
    page = _locate(picture, page_net)
    page, marks = mark_upright(page, layout_net) if layout_net else (page, None)
    if marks and scale_net:
        marks = read_printed_scale(page, marks, scale_net)
    place = (page.picture, page.page_map, page.box_mm)
    ink = find_ink(*place)
    heights_mm = marks.rows_mm if marks and marks.rows_mm else find_row_candidates(ink)
    rows = read_rows(*place, heights_mm, model)
    scales = dict(mm_per_s=mm_per_s, mm_per_mv=mm_per_mv)
    end_model = model if getattr(model, 'end_reader', None) else None  # a network of one's own need not have one
    reading = _interpret_rows(page, ink, rows, marks, given, end_model=end_model, **scales, fs_hz=fs_hz)
    table = getattr(model, 'confidence_table', None)
    return replace(reading, confidence=table(reading.confidence)) if table else reading


def _interpret_rows(
    page: FoundPage,
    ink: InkMap,
    rows: list[RowReading],
    marks: PageMarks | None,
    given: PageLayout | None,
    *,
    end_model: torch.nn.Module | None = None,
    mm_per_s: float | None,
    mm_per_mv: float | None,
    fs_hz: float,
) -> PageReading:
    """Which leads the rows are, and their signals. Arguments as for `digitize`; `rows` may hold lines of text, and `end_model`
    is the TraceNet if it has an end reader."""
    # To see whether leads agree, the usual scale will do.
    rough = find_scale(rows, mm_per_s=mm_per_s or USUAL_MM_PER_S, mm_per_mv=mm_per_mv or USUAL_MM_PER_MV)

    def shown(rows: list[RowReading], layout: PageLayout) -> list[ECGSignal]:
        frame = fit_time_frame(rows, layout, mm_per_s=rough.mm_per_s, marks=marks)
        return assemble_rows(rows, layout, frame, rough, fs_hz=JUDGED_FS_HZ)

    choice = choose_layout(rows, shown, given, marks)
    layout, rows = choice.layout, choice.rows
    speed = find_scale(rows, marks=marks, mm_per_s=mm_per_s, mm_per_mv=mm_per_mv).mm_per_s
    frame = fit_time_frame(rows, layout, mm_per_s=speed, marks=marks)
    pulses = find_pulses(ink, rows, frame.left_mm, frame.left_mm + frame.width_mm)
    if pulses:
        rows = without_pulses(rows, pulses)
        frame = fit_time_frame(rows, layout, mm_per_s=speed, marks=marks)
    scale = find_scale(rows, pulses and pulses.gain_mm_per_mv, marks, mm_per_s=mm_per_s, mm_per_mv=mm_per_mv)
    level = assemble_rows(rows, layout, frame, scale, fs_hz=SLANT_FS_HZ)
    frame = frame.slanted(find_slant(level, layout, rows, mm_per_s=scale.mm_per_s), rows)
    if end_model:
        rows = read_piece_ends(page, rows, layout, frame, scale, end_model)
    as_read = assemble_rows(rows, layout, frame, scale, fs_hz=fs_hz)
    sure = row_confidence(rows, layout, frame, scale, fs_hz=fs_hz)
    signal, confidence = merge_rows(fuse_limb_leads(as_read, sure, scale), layout), merge_confidence(sure, layout)
    geometry = PageGeometry(page.page_map, scale.mm_per_s, scale.mm_per_mv)
    laws_db = tuple(law_agreements_db(merge_rows(as_read, layout)))
    quality = judge_quality(signal, confidence, scale, laws_db=laws_db, residual_mm=page.residual_mm)
    return PageReading(signal, layout, geometry, scale, frame, rows, page, confidence, laws_db, quality)


def _locate(picture: np.ndarray, page_net: torch.nn.Module | None) -> FoundPage:
    """By the network; where that fails or leaves doubt, as a flat page, if the picture is one."""
    if page_net is None:
        return _flat_page(picture, 0)
    try:
        page = find_page(picture, page_net)
    except PageRefusedError as error:
        page, refusal = None, error
    if page and page.residual_mm <= SURE_RESIDUAL_MM:
        return page
    try:
        return _flat_page(page.picture, page.quarter_turns) if page else _flat_page(picture, 0)
    except PageRefusedError:
        if page is None:
            raise refusal from None
        return page


def _flat_page(picture: np.ndarray, quarter_turns: int) -> FoundPage:
    grid = fit_grid(picture)
    return FoundPage(picture, grid.page_map, picture_box_mm(grid.page_map, picture.shape[1::-1]), grid.residual_mm, quarter_turns)
