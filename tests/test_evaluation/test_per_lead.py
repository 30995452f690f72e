import numpy as np
import pytest

from ecgdigi.evaluation.per_lead import lead_correlation, lead_rmse_uv, pearson


def test_correlation_ignores_gain_and_offset_but_not_sign(sines_mv):
    wave = sines_mv[0]
    assert pearson(wave, 3 * wave + 1) == pytest.approx(1)
    assert pearson(wave, -wave) == pytest.approx(-1)


def test_correlation_of_two_waves_is_that_of_numpy():
    a, b = np.random.default_rng(0).normal(size=(2, 300))
    assert pearson(a, b) == pytest.approx(np.corrcoef(a, b)[0, 1], abs=1e-12)


def test_what_cannot_be_told(sines_mv):
    wave, flat, empty = sines_mv[0], np.full(5000, 0.3), np.full(5000, np.nan)
    assert pearson(wave, flat) == 0
    assert np.isnan(pearson(flat, wave))
    assert np.isnan(pearson(wave, empty))
    assert lead_correlation(wave, empty) == 0
    assert np.isnan(lead_correlation(flat, wave))


def test_rmse_in_microvolts(sines_mv):
    wave = sines_mv[0]
    assert lead_rmse_uv(wave, wave + 0.1) == pytest.approx(100)
    half = np.where(np.arange(5000) < 2500, wave + 0.1, np.nan)
    assert lead_rmse_uv(wave, half) == pytest.approx(100)
    assert lead_rmse_uv(wave, np.full(5000, np.nan)) == pytest.approx(1e3 * np.sqrt(0.5))
