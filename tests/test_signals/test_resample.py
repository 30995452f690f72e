import numpy as np
import pytest

from ecgdigi.signals import resample_at


def test_sine_below_80_percent_of_nyquist_comes_back_to_80_db():
    t = np.arange(1000)
    wave = np.sin(2 * np.pi * 0.4 * t + 0.3)
    places = np.linspace(100, 900, 777)
    error = resample_at(wave, places) - np.sin(2 * np.pi * 0.4 * places + 0.3)
    assert 20 * np.log10(np.sqrt(0.5) / error.std()) > 80


def test_lowering_the_rate_removes_what_would_fold():
    t = np.arange(2000)
    high = np.sin(2 * np.pi * 0.4 * t)
    low = np.sin(2 * np.pi * 0.02 * t)
    places = np.arange(200, 1800, 4)
    out = resample_at(high + low, places, max_rate=0.25)
    assert np.abs(out - np.sin(2 * np.pi * 0.02 * places)).max() < 0.01


def test_gaps_stay_gaps_and_do_not_leak():
    values = np.r_[np.zeros(50), np.full(20, np.nan), np.full(50, 5.0)]
    out = resample_at(values, np.arange(120.0))
    assert np.allclose(out[:50], 0, atol=1e-9)
    assert np.isnan(out[50:70]).all()
    assert np.allclose(out[70:], 5, atol=1e-9)


def test_slope_is_kept_at_the_ends():
    assert resample_at(np.arange(40.0), np.array([0.0, 0.25, 39.0])) == pytest.approx([0, 0.25, 39], abs=1e-3)
