"""Prints that stand askew to their grid."""

import numpy as np
import pytest
from drawn_rows import askew, drawn_rows

from ecgdigi.geometry.assemble import assemble_rows, merge_rows
from ecgdigi.geometry.scale import Scale
from ecgdigi.geometry.slant import find_slant
from ecgdigi.geometry.time_frame import TimeFrame
from ecgdigi.structures import LAYOUTS, PageLayout

X_MM = (np.arange(320 * 16) + 0.5) / 16
FRAME = TimeFrame(left_mm=20.0, duration_s=10.0, width_mm=250.0)
SCALE = Scale(25.0, 10.0, 'given', 'given')


def found_slant(rows, layout):
    shown = assemble_rows(rows, layout, FRAME, SCALE, fs_hz=250.0)
    return find_slant(shown, layout, rows, mm_per_s=25.0)


@pytest.mark.parametrize('name', ['3x4+1', '12x1', '6x2'])
@pytest.mark.parametrize('slant', [-0.012, 0.006, 0.015])
def test_the_limb_leads_tell_the_slant(signal, make_style, name, slant):
    rows = askew(drawn_rows(signal, make_style(name), X_MM), slant)
    assert found_slant(rows, LAYOUTS[name]) == pytest.approx(slant, abs=0.0011)


def test_a_straight_print_has_none(signal, make_style):
    rows = drawn_rows(signal, make_style('3x4+1'), X_MM)
    assert found_slant(rows, LAYOUTS['3x4+1']) == 0.0


def test_without_limb_leads_there_is_no_telling(signal, make_style):
    layout = PageLayout('chest', [['V1'], ['V2'], ['V3']])
    rows = askew(drawn_rows(signal, make_style('3x4'), X_MM), 0.01)
    assert found_slant(rows, layout) == 0.0


def test_slanted_time_brings_the_leads_together(signal, make_style):
    rows = askew(drawn_rows(signal, make_style('3x4+1'), X_MM), 0.012)
    layout = LAYOUTS['3x4+1']

    def contradiction_mv(frame):
        read = merge_rows(assemble_rows(rows, layout, frame, SCALE, fs_hz=500.0), layout)
        total = sum(read.lead(lead)[1300:2450] for lead in ('aVR', 'aVL', 'aVF'))
        return total.std()

    slanted = FRAME.slanted(found_slant(rows, layout), rows)
    assert contradiction_mv(slanted) < 0.3 * contradiction_mv(FRAME)
