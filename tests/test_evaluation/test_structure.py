import numpy as np
import pytest

from ecgdigi.evaluation.structure import coverage, has_layout_error, is_flipped, is_missing, lead_name_errors
from ecgdigi.structures import LEAD_NAMES


def test_coverage_counts_printed_samples():
    truth, predicted = np.zeros(100), np.zeros(100)
    truth[:20] = np.nan
    predicted[:60] = np.nan
    assert coverage(truth, predicted) == pytest.approx(0.5)
    assert not is_missing(0.5)
    assert is_missing(0.499)


def test_flipped():
    assert is_flipped(-0.5)
    assert not is_flipped(-0.49)
    assert not is_flipped(np.nan)


def test_swapped_leads_are_two_name_errors(signal, printed_mv):
    for truth in (signal.signal_mv.astype(float), printed_mv):
        assert lead_name_errors(truth, truth) == 0
        swapped = truth.copy()
        # Two leads of one column, so that both are printed at one time.
        swapped[[6, 8]] = swapped[[8, 6]]
        assert lead_name_errors(truth, swapped) == 2


def test_a_flipped_or_missing_lead_is_no_name_error(printed_mv):
    changed = printed_mv.copy()
    changed[3] *= -1
    changed[7] = np.nan
    assert lead_name_errors(printed_mv, changed) == 0


def test_layout_errors(printed_mv):
    def wrong(predicted):
        return has_layout_error(printed_mv, predicted, fs_hz=500.0)

    assert not wrong(printed_mv)
    moved = printed_mv.copy()
    moved[6] = np.roll(moved[6], 1250)
    assert wrong(moved)
    a_little = np.roll(printed_mv, 200, axis=1)
    assert not wrong(a_little)
    longer = printed_mv.copy()
    longer[LEAD_NAMES.index('II')] = 0.1
    assert wrong(longer)


def test_a_lead_that_is_not_printed_may_have_less_than_half_a_second(printed_mv):
    truth = printed_mv.copy()
    truth[11] = np.nan
    predicted = truth.copy()
    predicted[11, :249] = 0.0
    assert not has_layout_error(truth, predicted, fs_hz=500.0)
    predicted[11, :250] = 0.0
    assert has_layout_error(truth, predicted, fs_hz=500.0)
