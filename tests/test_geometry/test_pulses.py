"""Gains from calibration pulses, on drawn pages."""

from dataclasses import replace

import numpy as np
import pytest

from ecgdigi.geometry.ink import find_ink
from ecgdigi.geometry.pulses import find_pulses, without_pulses
from ecgdigi.geometry.rows import RowReading
from ecgdigi.structures import picture_box_mm
from ecgdigi.synthesis.drawing import PulseStyle, draw_page


def found_on_page(signal, style, *, reads_pulses=False):
    """What is found, with rows read without error; the rows, the truth and the beginning of the traces."""
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
    pulses = find_pulses(ink, rows, left_mm, right_mm)
    return pulses and (pulses, rows, page.truth, left_mm)


def gain_on_page(signal, style, **options):
    found = found_on_page(signal, style, **options)
    return found and found[0].gain_mm_per_mv


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


def test_pulses_are_cut_from_the_rows(signal, make_style):
    style = replace(make_style('3x4+1'), pulse=PulseStyle(1.5, 0.8, 5.0))
    pulses, rows, truth, left_mm = found_on_page(signal, style, reads_pulses=True)
    for pulse in truth.pulses:
        ends_mm = pulse.points_mm[:, 0].min(), pulse.points_mm[:, 0].max()
        assert ends_mm[0] - 0.5 < pulses.spans_mm[pulse.row][0] < pulses.spans_mm[pulse.row][1] < ends_mm[1] + 0.5
    for row in without_pulses(rows, pulses):
        assert row.extent_mm()[0] == pytest.approx(left_mm, abs=1.5)


def test_a_page_without_pulses_tells_nothing(signal, make_style):
    assert gain_on_page(signal, replace(make_style('3x4+1'), pulse=None)) is None
