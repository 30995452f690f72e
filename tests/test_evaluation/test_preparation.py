import numpy as np

from ecgdigi.evaluation.preparation import lead_matrix, on_truth_grid, printed_leads
from ecgdigi.structures import ECGSignal


def test_leads_come_in_standard_order_and_infinite_is_empty():
    matrix = lead_matrix(ECGSignal(np.array([[1, np.inf], [2, 3]]), 500.0, ('V6', 'i')))
    assert matrix[0].tolist() == [2, 3]
    assert matrix[11, 0] == 1
    assert np.isnan(matrix[11, 1])
    assert np.isnan(matrix[1:11]).all()
    assert printed_leads(matrix).tolist() == [0, 11]


def test_equal_rates_are_cut_or_padded():
    values = np.arange(4.0)[None]
    clocks = dict(fs_hz=500.0, truth_fs_hz=500.0)
    assert on_truth_grid(values, num_samples=3, **clocks)[0].tolist() == [0, 1, 2]
    assert np.array_equal(on_truth_grid(values, num_samples=5, **clocks)[0], [0, 1, 2, 3, np.nan], equal_nan=True)


def test_other_rates_are_interpolated_within_runs_only():
    values = np.array([[0.0, 1.0, np.nan, 5.0, 7.0]])
    out = on_truth_grid(values, fs_hz=100.0, truth_fs_hz=400.0, num_samples=20)[0]
    # Straight between samples, level for half a sample beyond each run, empty in the middle of nothing.
    assert np.allclose(out[:8], [0, 0.25, 0.5, 0.75, 1, 1, 1, np.nan], equal_nan=True)
    assert np.allclose(out[8:], [np.nan, np.nan, 5, 5, 5, 5.5, 6, 6.5, 7, 7, 7, np.nan], equal_nan=True)
