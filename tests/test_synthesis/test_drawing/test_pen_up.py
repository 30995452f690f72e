"""Where samples are missing there is neither ink nor truth."""

import dataclasses

import numpy as np
import pytest

from ecgdigi.structures import ECGSignal, signal_on_paper
from ecgdigi.synthesis.drawing import draw_page

FS_HZ = 500.0
GAPS = ((1000, 1500), (1501, 1700), (3000, 3001), (4900, 5000))  # samples of II; 1500 stands alone


@pytest.fixture(scope='module')
def gapped(signal):
    signal_mv = signal.signal_mv.copy()
    for start, stop in GAPS:
        signal_mv[signal.leads.index('II'), start:stop] = np.nan
    return ECGSignal(signal_mv, FS_HZ, signal.leads)


@pytest.fixture(scope='module')
def drawn(gapped, make_style):
    style = make_style(px_per_mm=8.0)
    grid = dataclasses.replace(style.grid, fine_width_mm=0.0, coarse_width_mm=0.0)
    label = dataclasses.replace(style.label, height_mm=0.0)
    return draw_page(gapped, dataclasses.replace(style, grid=grid, label=label))


def test_no_ink_is_in_the_gaps(drawn):
    rows = drawn.page_map.to_px(np.array([[0.0, drawn.truth.baselines_mm[3] - 25.0], [0.0, drawn.truth.baselines_mm[3] + 15.0]]))
    top, bottom = np.round(rows[:, 1]).astype(int)
    band = drawn.picture[top:bottom].min(axis=(0, 2))
    half_width_mm = 0.15
    for start, stop in ((1000, 1700), (4900, 5000)):
        ends_mm = 20.0 + np.array([start - 1, stop]) / FS_HZ * 25.0 + [half_width_mm, -half_width_mm]
        first, last = drawn.page_map.to_px(np.stack([ends_mm, [0.0, 0.0]], 1))[:, 0]
        gap = band[int(np.ceil(first)) + 1 : int(last) - 1]
        assert len(gap) > 30
        assert gap.min() == 255
    inked = band[round(drawn.page_map.to_px(np.array([20.5, 0.0]))[0]) : round(drawn.page_map.to_px(np.array([59.0, 0.0]))[0])]
    assert inked.max() < 80


def test_no_truth_is_in_the_gaps(drawn):
    strokes = [trace for trace in drawn.truth.traces if trace.row == 3]
    assert [len(trace.x_mm) for trace in strokes] == [1000, 1300, 1899]
    times_s = np.linspace(0, 9.9, 20_000)
    heights_mm = drawn.truth.heights_mm(3, 20.0 + 25.0 * times_s)
    expected = np.ones(len(times_s), bool)
    for start, stop in ((1000, 1700), (3000, 3001), (4900, 5000)):
        expected &= (times_s <= (start - 1) / FS_HZ) | (times_s >= stop / FS_HZ)
    assert np.array_equal(np.isfinite(heights_mm), expected)


def test_the_signal_on_paper_has_the_gaps(gapped, drawn):
    found = signal_on_paper(drawn.truth, FS_HZ).lead('II')
    expected = gapped.lead('II').copy()
    expected[1500] = np.nan
    assert np.isfinite(found).sum() == 1000 + 1300 + 1899
    assert np.allclose(found, expected, atol=1e-5, equal_nan=True)
