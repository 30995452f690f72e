"""aVR that is printed upside down is -aVR on paper, and aVR in the truth."""

import dataclasses

import numpy as np
import pytest

from ecgdigi.structures import CABRERA_LAYOUTS, printed_signal, signal_on_paper
from ecgdigi.synthesis.drawing import draw_page

LAYOUT = CABRERA_LAYOUTS['cabrera-3x4']


@pytest.fixture(scope='module')
def plain_style(make_style):
    style = make_style('3x4', px_per_mm=8.0)
    grid = dataclasses.replace(style.grid, fine_width_mm=0.0, coarse_width_mm=0.0)
    return dataclasses.replace(style, layout=LAYOUT, grid=grid)


def test_the_printed_piece_is_inverted_and_the_signal_is_not(signal, plain_style):
    page = draw_page(signal, plain_style)
    shown = printed_signal(signal, LAYOUT, duration_s=10.0)
    read = signal_on_paper(page.truth, signal.fs_hz)
    assert np.isfinite(read.lead('aVR')[:1250]).all()
    for lead in signal.leads:  # a piece ends on the sample with which the next one begins
        both = np.isfinite(shown.lead(lead))
        assert both.sum() == 1250
        assert np.allclose(read.lead(lead)[both], shown.lead(lead)[both], atol=1e-5)
    (trace,) = [trace for trace in page.truth.traces if trace.lead == 'aVR']
    assert (trace.row, trace.sign) == (2, -1)
    assert np.allclose(page.truth.baselines_mm[2] - trace.y_mm, -10.0 * signal.lead('aVR')[:1251], atol=1e-4)
    assert sum(trace.sign for trace in page.truth.traces) == 10  # eleven upright, one not


def test_the_ink_goes_up_where_avr_goes_down(signal, plain_style):
    label = dataclasses.replace(plain_style.label, height_mm=0.0)
    page = draw_page(signal, dataclasses.replace(plain_style, label=label))
    deepest = int(np.argmin(signal.lead('aVR')[100:1150])) + 100
    depth_mm = -10.0 * signal.lead('aVR')[deepest]
    assert depth_mm > 3
    x_mm = 20.0 + deepest / signal.fs_hz * 25.0
    column = round(page.page_map.to_px(np.array([x_mm, 0.0]))[0])
    zero = page.page_map.to_px(np.array([0.0, page.truth.baselines_mm[2]]))[1]
    band = page.picture[:, column - 1 : column + 2].min(axis=(1, 2))
    inked = np.flatnonzero(band < 128)
    inked = inked[np.abs(inked - zero) < 25 * 8]
    assert (zero - inked.min()) / 8.0 == pytest.approx(depth_mm, abs=0.4)


def test_its_name_has_a_minus(signal, plain_style):
    labels = {label.lead: label for label in draw_page(signal, plain_style).truth.labels}
    width_mm = {lead: label.box_mm[2] - label.box_mm[0] for lead, label in labels.items()}
    assert {lead: label.sign for lead, label in labels.items() if label.sign != 1} == {'aVR': -1}
    assert width_mm['aVR'] > width_mm['aVL'] + 0.8
