"""The lead of a rhythm row, from the exact pen heights of drawn pages."""

from dataclasses import replace

import numpy as np
import pytest

from ecgdigi.geometry.assemble import assemble_signal
from ecgdigi.geometry.rhythm_rows import lead_rhythm_rows
from ecgdigi.geometry.rows import RowReading
from ecgdigi.geometry.time_frame import TimeFrame
from ecgdigi.structures import LAYOUTS, PageLayout
from ecgdigi.synthesis.drawing.page import page_truth

X_MM = (np.arange(290 * 8) + 0.5) / 8
FRAME = TimeFrame(left_mm=20.0, duration_s=10.0, width_mm=250.0)


def assemble(rows, layout):
    return assemble_signal(rows, layout, FRAME, mm_per_s=25.0, mm_per_mv=10.0, fs_hz=100.0)


def rows_of(signal, style):
    truth = page_truth(signal, style)
    heights = [truth.heights_mm(row, X_MM) for row in range(truth.layout.num_rows)]
    return [RowReading(X_MM, np.nan_to_num(y), np.isfinite(y).astype(float), np.isfinite(y).astype(float)) for y in heights]


@pytest.mark.parametrize('lead', ['II', 'V1', 'V5', 'aVF'])
def test_the_lead_that_shows_the_same_beats(signal, make_style, lead):
    printed = PageLayout('3x4+1', [*LAYOUTS['3x4'].rows, [lead]])
    found = lead_rhythm_rows(LAYOUTS['3x4+1'], rows_of(signal, replace(make_style('3x4+1'), layout=printed)), assemble)
    assert found.rows == printed.rows


def test_what_is_known_or_has_no_columns_stays(signal, make_style):
    printed = PageLayout('3x4+1', [*LAYOUTS['3x4'].rows, ['V1']])
    rows = rows_of(signal, replace(make_style('3x4+1'), layout=printed))
    assert lead_rhythm_rows(LAYOUTS['3x4+1'], rows, assemble, known=[3]) == LAYOUTS['3x4+1']
    single = LAYOUTS['12x1']
    assert lead_rhythm_rows(single, rows_of(signal, make_style('12x1')), assemble) == single
    other = rows_of(signal, make_style('12x1'))[6]  # V1 of other beats than the columns show
    moved = np.roll(other.y_mm, 400)
    rows[3] = RowReading(X_MM, np.where(moved > 0, moved, np.median(moved[moved > 0])), other.inked, other.confidence)
    assert lead_rhythm_rows(LAYOUTS['3x4+1'], rows, assemble) == LAYOUTS['3x4+1']
