"""Printers that are late by some milliseconds, each row by its own."""

import dataclasses

import numpy as np
import pytest
from scipy.interpolate import CubicSpline

from ecgdigi.structures import LAYOUTS, signal_on_paper
from ecgdigi.synthesis.drawing import RandomStyle
from ecgdigi.synthesis.drawing.page import page_truth
from ecgdigi.synthesis.drawing.parts import RandomMarks

DELAYS_S = (0.0, 0.0021, 0.0085, 0.0043)
ROWS = {'I': 0, 'V1': 0, 'aVL': 1, 'V5': 1, 'III': 2, 'V6': 2, 'II': 3}
SETTINGS = dict(px_per_mm=(3.0, 4.0), speeds_mm_s={25.0: 1.0}, gains_mm_mv={10.0: 1.0}, max_duration_s=10.0)


def test_leads_of_a_column_are_late_by_the_delays_of_their_rows(signal, make_style):
    truth = page_truth(signal, dataclasses.replace(make_style(), row_delays_s=DELAYS_S))
    drawn = signal_on_paper(truth, signal.fs_hz)
    times_s = np.arange(5000) / signal.fs_hz
    for lead, row in ROWS.items():
        printed = np.flatnonzero(np.isfinite(drawn.lead(lead)))[20:-20]
        spline = CubicSpline(times_s, signal.lead(lead))
        trials_s = np.arange(-0.002, 0.012, 0.0001)
        errors = [np.mean((spline(times_s[printed] - trial) - drawn.lead(lead)[printed]) ** 2) for trial in trials_s]
        assert trials_s[np.argmin(errors)] == pytest.approx(DELAYS_S[row], abs=0.0002), lead
        assert np.sqrt(min(errors)) < 0.005
    plain = page_truth(signal, make_style())
    for trace, other in zip(truth.traces, plain.traces, strict=True):  # columns begin and end where they did
        assert np.array_equal(trace.x_mm, other.x_mm)


def test_a_delay_is_wanted_for_each_row(signal, make_style):
    with pytest.raises(ValueError, match=r'2 delays for the 4 rows of 3x4\+1'):
        page_truth(signal, dataclasses.replace(make_style(), row_delays_s=(0.0, 0.001)))


def test_a_share_of_the_pages_is_skewed_within_the_range():
    plan = RandomStyle([LAYOUTS['12x1']], **SETTINGS).plan(np.random.default_rng(0))
    marks = RandomMarks(skew=0.3, skew_s=(0.004, 0.008))
    delays = [marks(np.random.default_rng(seed), plan)['row_delays_s'] for seed in range(300)]
    skewed = np.array([one for one in delays if one])
    assert 0.22 < len(skewed) / 300 < 0.38
    assert skewed.shape[1] == 12
    assert (skewed.max(axis=1) <= 0.008).all()
    assert 0.004 < np.mean(skewed.max(axis=1)) < 0.007
    assert not any(RandomMarks()(np.random.default_rng(seed), plan)['row_delays_s'] for seed in range(20))
