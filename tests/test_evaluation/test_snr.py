import numpy as np
import pytest

from ecgdigi.evaluation.alignment import align_leads
from ecgdigi.evaluation.snr import absolute_ratio, power_ratio, ratio_db, record_ratio


def both_db(truth_mv, predicted_mv):
    aligned = record_ratio(align_leads(truth_mv, predicted_mv, fs_hz=500.0))
    return ratio_db(aligned), ratio_db(absolute_ratio(truth_mv, predicted_mv))


def test_gain_of_1_1_is_20_db(sines_mv):
    assert both_db(sines_mv, 1.1 * sines_mv) == pytest.approx((20, 20), abs=1e-6)


def test_an_offset_is_forgiven_only_after_alignment(sines_mv):
    # 1 mV against the power of a unit sine, 1/2.
    assert both_db(sines_mv, sines_mv + 1) == pytest.approx((60, 10 * np.log10(0.5)), abs=1e-6)


def test_white_noise_gives_its_own_ratio(sines_mv):
    noise = np.random.default_rng(0).normal(0, 1, sines_mv.shape)
    noise *= np.sqrt(np.sum(sines_mv**2) / np.sum(noise**2) / 10**1.5)
    aligned, absolute = both_db(sines_mv, sines_mv + noise)
    assert absolute == pytest.approx(15, abs=1e-6)
    assert aligned == pytest.approx(15, abs=0.02)


def test_a_shift_of_3_samples_costs_only_the_samples_without_partner(sines_mv):
    aligned, absolute = both_db(sines_mv[:1], np.roll(sines_mv[:1], 3, axis=1))
    # One sine of 1 Hz against itself 3/500 s later: error power is 4 sin^2(pi 3/500) times the signal's.
    assert absolute == pytest.approx(-10 * np.log10(4 * np.sin(np.pi * 3 / 500) ** 2), abs=1e-6)
    # The last 3 samples find no partner and are charged their own energy (the offset hardly matters).
    charged = np.sum(sines_mv[0, -3:] ** 2)
    assert aligned == pytest.approx(min(60, 10 * np.log10(2500 / charged)), abs=0.1)


def test_a_dropped_lead_is_charged_its_energy(sines_mv):
    truth = np.repeat(sines_mv[:1], 12, axis=0)
    predicted = truth.copy()
    predicted[4] = np.nan
    assert both_db(truth, predicted) == pytest.approx((10 * np.log10(12), 10 * np.log10(12)), abs=1e-6)
    predicted[1:] = np.nan
    assert both_db(truth, predicted)[1] == pytest.approx(10 * np.log10(12 / 11), abs=1e-6)


def test_holes_of_the_truth_and_samples_outside_its_window_are_free(printed_mv):
    truth = printed_mv.copy()
    truth[5, 1500:1600] = np.nan
    predicted = np.where(np.isfinite(truth), truth, 7.0)
    assert both_db(truth, predicted) == (60, 60)


def test_limits():
    assert ratio_db(power_ratio(1.0, 0.0)) == 60
    assert ratio_db(power_ratio(0.0, 1.0)) == -60
    assert power_ratio(0.0, 0.0) == 1e6
