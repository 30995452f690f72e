import numpy as np
import pytest

from ecgdigi.evaluation.alignment import align_leads
from ecgdigi.evaluation.calibration import gain_error_percent, time_shift_ms, well_read


def well(truth_mv, predicted_mv):
    return well_read(align_leads(truth_mv, predicted_mv, fs_hz=500.0))


def test_gain_is_found_under_noise_and_offset(printed_mv):
    noise = np.random.default_rng(1).normal(0, 0.02, printed_mv.shape)
    leads = well(printed_mv, 0.98 * printed_mv + 0.3)
    assert gain_error_percent(leads) == pytest.approx(-2, abs=1e-6)
    assert gain_error_percent(well(printed_mv, 1.1 * printed_mv + noise)) == pytest.approx(10, abs=0.3)


def test_seven_samples_late_are_14_ms(sines_mv):
    assert time_shift_ms(well(sines_mv, np.roll(sines_mv, 7, axis=1)), fs_hz=500.0) == 14
    assert time_shift_ms(well(sines_mv, np.roll(sines_mv, -2, axis=1)), fs_hz=500.0) == -4


def test_only_whole_leads_that_agree_are_asked(printed_mv):
    predicted = printed_mv.copy()
    predicted[0] = -predicted[0]
    predicted[1, 600:640] = np.nan
    leads = well(printed_mv, predicted)
    assert [a.lead for a in leads] == list(range(2, 12))
    assert gain_error_percent(leads) == pytest.approx(0, abs=1e-9)


def test_without_a_lead_nothing_is_told():
    assert gain_error_percent([]) is None
    assert time_shift_ms([], fs_hz=500.0) is None
