import numpy as np
import pytest

from ecgdigi.evaluation.time_scale import block_lags, time_scale_error_percent


def stretched(signal_mv, percent):
    samples = np.arange(signal_mv.shape[1])
    return np.stack([np.interp(samples / (1 + percent / 100), samples, lead) for lead in signal_mv])


@pytest.mark.parametrize('percent', [-0.4, 0.0, 0.5])
def test_a_stretch_is_found(signal, percent):
    truth = signal.signal_mv.astype(float)
    found = time_scale_error_percent(truth, stretched(truth, percent), fs_hz=500.0)
    assert found == pytest.approx(percent, abs=0.02)


def test_a_shift_is_no_stretch(printed_mv):
    late = np.full_like(printed_mv, np.nan)
    late[:, 4:] = printed_mv[:, :-4]
    assert time_scale_error_percent(printed_mv, late, fs_hz=500.0) == pytest.approx(0, abs=0.02)


def test_block_lags_are_finer_than_a_sample(signal):
    truth = signal.lead('II').astype(float)
    late = np.interp(np.arange(5000) - 2.5, np.arange(5000), truth)
    lags_s = [lag_s for _, lag_s, _ in block_lags(truth, late, fs_hz=500.0)]
    assert len(lags_s) == 18
    assert np.median(lags_s) == pytest.approx(2.5 / 500, abs=2e-4)


def test_too_little_is_not_told(signal):
    truth = signal.signal_mv.astype(float)
    assert time_scale_error_percent(truth, np.full_like(truth, np.nan), fs_hz=500.0) is None
    assert time_scale_error_percent(truth[:1, :1500], truth[:1, :1500], fs_hz=500.0) is None
    assert time_scale_error_percent(np.zeros((2, 5000)), np.zeros((2, 5000)), fs_hz=500.0) is None
