import numpy as np
import pytest

from ecgdigi.evaluation.alignment import align, align_leads, best_lag, printed_window, shifted


def test_shifting_leaves_a_gap():
    assert np.array_equal(shifted(np.arange(4.0), 1), [np.nan, 0, 1, 2], equal_nan=True)
    assert np.array_equal(shifted(np.arange(4.0), -3), [3, np.nan, np.nan, np.nan], equal_nan=True)


@pytest.mark.parametrize('late', [-3, 0, 3])
def test_a_late_prediction_is_moved_back_and_its_offset_removed(signal, late):
    truth = signal.lead('II').astype(float)
    predicted = np.roll(truth, late) + 0.25
    aligned, lag = align(truth, predicted, 100)
    assert lag == -late
    inner = slice(10, -10)
    assert np.allclose(aligned[inner], truth[inner], atol=1e-9)
    assert np.isnan(aligned).sum() == abs(late)


def test_search_is_limited_and_prefers_the_smallest_lag():
    truth = np.zeros(50)
    truth[20] = 1
    twice = np.zeros(50)
    twice[[18, 25]] = 1
    assert best_lag(truth, twice, 10) == 2
    assert abs(best_lag(truth, np.roll(truth, 8), 5)) <= 5


def test_a_flat_prediction_is_not_moved(sines_mv):
    assert best_lag(sines_mv[0], np.zeros(5000), 100) == 0


def test_leads_are_cut_to_their_windows_and_holes_are_told(printed_mv):
    truth = printed_mv.copy()
    truth[0, 500] = np.nan
    predicted = printed_mv.copy()
    predicted[1, 700:800] = np.nan
    assert printed_window(truth[3]) == slice(1250, 2500)
    alignments = align_leads(truth, predicted, fs_hz=500.0)
    assert [a.lead for a in alignments] == list(range(12))
    assert [a.lead for a in alignments if not a.is_whole] == [0, 1]
    assert all(a.truth_mv.shape == a.aligned_mv.shape == (1250,) for a in alignments)
    assert all(a.lag == 0 for a in alignments)
