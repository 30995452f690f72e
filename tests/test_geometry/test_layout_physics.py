"""Layouts from what the leads say of each other; the rows are the exact pen heights of drawn pages."""

from dataclasses import replace

import numpy as np
import pytest
from drawn_rows import drawn_rows, reading

from ecgdigi.geometry.assemble import assemble_rows
from ecgdigi.geometry.errors import RowsNotFoundError
from ecgdigi.geometry.layout_physics import LAWS, choose_layout, law_agreements_db
from ecgdigi.geometry.page_marks import MarkedName, PageMarks
from ecgdigi.geometry.rhythm_rows import MAX_SHIFT_S, MOST_DB
from ecgdigi.geometry.scale import Scale
from ecgdigi.geometry.time_frame import TimeFrame
from ecgdigi.structures import CABRERA_LAYOUTS, LAYOUTS, LEAD_NAMES, ECGSignal, PageLayout

X_MM = (np.arange(290 * 8) + 0.5) / 8
FRAME = TimeFrame(left_mm=20.0, duration_s=10.0, width_mm=250.0)
SCALE = Scale(25.0, 10.0, 'given', 'given')


def rows_of(signal, style):
    return drawn_rows(signal, style, X_MM)


def line_of_text(y_mm):
    letters = y_mm + np.random.default_rng(0).normal(0, 0.8, len(X_MM))
    return reading(X_MM, np.where((X_MM > 20) & (X_MM < 250), letters, np.nan))


def late(row, shift_mm):
    """The row with its trace moved along by so much, in a circle."""
    heights = row.y_mm.copy()
    heights[row.printed] = np.roll(row.y_mm[row.printed], round(shift_mm * 8))
    return reading(X_MM, np.where(row.printed, heights, np.nan))


def assemble(rows, layout):
    return assemble_rows(rows, layout, FRAME, SCALE, fs_hz=500.0)


@pytest.mark.parametrize('name', sorted(LAYOUTS))
def test_each_layout_is_found_among_all(signal, make_style, name):
    rows = rows_of(signal, make_style(name))
    choice = choose_layout(rows, assemble)
    assert choice.layout.name == name
    assert choice.rows == rows
    assert choice.agreement_db > 15


@pytest.mark.parametrize('name', ['3x4+1', '12x1'])
def test_lines_of_text_are_left_out(signal, make_style, name):
    rows = rows_of(signal, make_style(name))
    page = [line_of_text(12.0), *rows, line_of_text(205.0)]
    choice = choose_layout(page, assemble)
    assert choice.layout.name == name
    assert choice.rows == rows


@pytest.mark.parametrize('num_creases', [0, 4])
def test_an_edge_of_the_paper_is_no_rhythm_row(signal, make_style, num_creases):
    """A line as long as the traces, where a fourth row would stand; on pages with more such lines than traces, too."""
    rows = rows_of(signal, make_style('3x4'))
    pitch_mm = rows[2].zero_line_mm - rows[1].zero_line_mm
    heights_mm = [*(2.0 + 5.0 * np.arange(num_creases)), rows[2].zero_line_mm + pitch_mm]
    *creases, edge = (reading(X_MM, np.where(rows[2].printed, height_mm, np.nan)) for height_mm in heights_mm)
    choice = choose_layout([*creases, *rows, edge], assemble)
    assert choice.layout.name == '3x4'
    assert choice.rows == rows


def test_rows_that_contradict_each_other_are_refused(signal, make_style):
    rows = rows_of(signal, make_style('3x4+1'))
    moved = [late(row, 9.0 * k) for k, row in enumerate(rows)]
    with pytest.raises(RowsNotFoundError, match='contradict each other'):
        choose_layout(moved, assemble)
    assert choose_layout(moved, assemble, LAYOUTS['3x4+1']).rows == moved  # who says so is believed


def test_counts_that_fit_nothing_are_refused(signal, make_style):
    rows = rows_of(signal, make_style('3x4'))
    with pytest.raises(RowsNotFoundError, match='2 rows of traces found, of which no known layout'):
        choose_layout(rows[:2], assemble)
    with pytest.raises(RowsNotFoundError, match='3 rows of traces found, layout 12x1 has 12'):
        choose_layout(rows, assemble, LAYOUTS['12x1'])


def test_agreement_by_hand():
    t = np.arange(1000) / 100
    signal_mv = np.full((12, 1000), np.nan, np.float32)
    signal_mv[:3] = np.sin(t), 2 * np.sin(t), np.sin(t)
    assert law_agreements_db(ECGSignal(signal_mv, 100.0, LEAD_NAMES)) == [MOST_DB]
    signal_mv[[0, 1, 2]] = np.nan
    signal_mv[3:6] = -np.sin(t), np.sin(t), 0.2 * np.cos(40 * t)
    goldberger = 10 * np.log10(np.mean([np.var(lead) for lead in signal_mv[3:6]]) / np.var(signal_mv[5]))
    assert 10 < goldberger < MOST_DB
    assert law_agreements_db(ECGSignal(signal_mv, 100.0, LEAD_NAMES)) == pytest.approx([goldberger], abs=0.05)
    assert law_agreements_db(ECGSignal(np.full((12, 1000), np.nan), 100.0, LEAD_NAMES)) == []


def test_rows_that_are_set_off_by_little_do_not_contradict(signal):
    together_db = law_agreements_db(signal)
    moved_mv = signal.signal_mv.copy()
    moved_mv[1] = np.roll(moved_mv[1], round(0.9 * MAX_SHIFT_S * signal.fs_hz))
    assert law_agreements_db(ECGSignal(moved_mv, signal.fs_hz, LEAD_NAMES))[0] == pytest.approx(together_db[0], abs=0.5)
    moved_mv[1] = np.roll(moved_mv[1], round(3 * MAX_SHIFT_S * signal.fs_hz))
    assert law_agreements_db(ECGSignal(moved_mv, signal.fs_hz, LEAD_NAMES))[0] < together_db[0] - 3


@pytest.mark.parametrize('lead', ['V1', 'V5', 'I', 'aVF'])
def test_a_rhythm_row_may_repeat_any_lead(signal, make_style, lead):
    printed = PageLayout('3x4+1', [*LAYOUTS['3x4'].rows, [lead]])
    rows = rows_of(signal, replace(make_style('3x4+1'), layout=printed))
    assert choose_layout(rows, assemble).layout.rows == printed.rows
    assert choose_layout(rows, assemble, LAYOUTS['3x4+1']).layout == LAYOUTS['3x4+1']


def test_a_given_layout_may_be_uneven_and_without_laws(signal, make_style):
    chest = PageLayout('chest', [['V1', 'V2', 'V3'], ['V4', 'V5', 'V6']])
    rows = rows_of(signal, replace(make_style('3x4+1'), layout=chest, baselines_mm=(60.0, 110.0)))
    assert choose_layout(rows, assemble, chest).layout == chest
    uneven = rows_of(signal, replace(make_style('3x4+1'), baselines_mm=(50.0, 75.0, 100.0, 180.0)))
    assert choose_layout(uneven, assemble, LAYOUTS['3x4+1']).rows == uneven


def test_each_law_holds_for_the_leads_of_a_heart(signal):
    for law in LAWS:
        total = sum(factor * signal.lead(lead) for lead, factor in law.items())
        assert np.abs(total).max() < 1e-3


def names_of(layout, rows, **misread):
    """Marks with the name of each piece above its start."""
    names = [
        MarkedName(24.0 + 250 * k / len(leads), row.zero_line_mm - 5, {misread.get(lead, lead).removeprefix('-'): 0.9})
        for row, leads in zip(rows, layout.rows, strict=True)
        for k, lead in enumerate(leads)
    ]
    return PageMarks((), tuple(names), np.zeros((300, 300)), 0.0, 0.0, 1.0)


def test_names_tell_what_the_leads_alone_do_not(signal, make_style):
    usual, cabrera = LAYOUTS['3x4+1'], CABRERA_LAYOUTS['cabrera-3x4+1']
    rows = rows_of(signal, make_style('3x4+1'))
    moved = [late(row, 9.0 * k) for k, row in enumerate(rows)]
    choice = choose_layout(moved, assemble, marks=names_of(usual, rows))
    assert (choice.layout, choice.is_named) == (usual, True)
    assert choose_layout(moved, assemble, marks=names_of(cabrera, rows)).layout.rows == cabrera.rows
    assert choose_layout(rows, assemble, marks=names_of(usual, rows, aVR='aVL', V2='V3')).layout == usual
