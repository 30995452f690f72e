"""Gains from calibration pulses, on drawn pages."""

from dataclasses import replace

import numpy as np
import pytest

from ecgdigi.geometry.ink import find_ink
from ecgdigi.geometry.pulses import gain_of_pulses
from ecgdigi.geometry.rows import RowReading
from ecgdigi.structures import picture_box_mm
from ecgdigi.synthesis.drawing import PulseStyle, draw_page


def gain_on_page(signal, style, *, reads_pulses=False):
    """The gain that is found, with rows read without error."""
    page = draw_page(signal, style, rng=np.random.default_rng(0))
    x_mm = np.arange(0, page.truth.paper_mm[0], 1 / 16)
    heights = [page.truth.heights_mm(row, x_mm) for row in range(page.truth.layout.num_rows)]
    inked = [np.isfinite(y_mm).astype(float) for y_mm in heights]
    rows = [RowReading(x_mm, np.nan_to_num(y_mm), sure, sure) for y_mm, sure in zip(heights, inked, strict=True)]
    ink = find_ink(page.picture, page.page_map, picture_box_mm(page.page_map, page.picture.shape[1::-1]))
    left_mm, right_mm = np.median([row.extent_mm() for row in rows], axis=0)
    if reads_pulses:  # as a network does that takes them for a part of the traces
        rows = [
            RowReading(row.x_mm, np.where(row.printed, row.y_mm, row.zero_line_mm), np.ones_like(row.inked), row.confidence)
            for row in rows
        ]
    return gain_of_pulses(ink, rows, left_mm, right_mm)


@pytest.mark.parametrize(('layout', 'gain'), [('3x4+1', 5.0), ('3x4+1', 10.0), ('3x4+1', 20.0), ('12x1', 5.0), ('12x1', 10.0)])
@pytest.mark.parametrize('single', [False, True])
def test_pulses_tell_the_gain(signal, make_style, layout, gain, single):
    style = replace(make_style(layout), mm_per_mv=gain, pulse=PulseStyle(1.5, 0.8, 5.0, first_row_only=single))
    assert gain_on_page(signal, style) == gain


@pytest.mark.parametrize('width_mm', [2.5, 10.0])
def test_pulses_of_other_speeds(signal, make_style, width_mm):
    style = replace(make_style('3x4+1'), pulse=PulseStyle(1.5, 0.8, width_mm))
    assert gain_on_page(signal, style) == 10.0


def test_rows_that_are_read_into_their_pulses(signal, make_style):
    style = replace(make_style('3x4+1'), mm_per_mv=5.0, pulse=PulseStyle(1.5, 0.8, 5.0))
    assert gain_on_page(signal, style, reads_pulses=True) == 5.0


def test_a_page_without_pulses_tells_nothing(signal, make_style):
    assert gain_on_page(signal, replace(make_style('3x4+1'), pulse=None)) is None
