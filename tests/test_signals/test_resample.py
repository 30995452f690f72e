import numpy as np
import pytest

from ecgdigi.signals import delayed, resample_at, resample_to_rate


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


@pytest.mark.parametrize(
    ('fs_hz', 'new_fs_hz'), [(500.0, 250.0), (257.0, 500.0), (1000.0, 500.0), (500.0, 360.0), (500.0, 499.87)]
)
@pytest.mark.parametrize('gap', [False, True])
def test_another_rate_keeps_the_first_sample_and_the_wave(fs_hz, new_fs_hz, gap):
    wave = np.stack([np.sin(2 * np.pi * hz * np.arange(int(8 * fs_hz)) / fs_hz) for hz in (1.0, 20.0)])
    if gap:
        wave[1, -20:] = np.nan
    out = resample_to_rate(wave, fs_hz, new_fs_hz)
    assert out.shape[1] == pytest.approx(8 * new_fs_hz, abs=1)
    times_s = np.arange(out.shape[1]) / new_fs_hz
    wanted = np.stack([np.sin(2 * np.pi * hz * times_s) for hz in (1.0, 20.0)])
    inside = (times_s > 0.3) & (times_s < 7.5)
    assert np.abs(out - wanted)[:, inside].max() < 0.005


@pytest.mark.parametrize('gap', [False, True])
def test_each_lead_is_delayed_by_its_own_fraction(gap):
    t = np.arange(1000.0)
    waves = np.stack([np.sin(0.05 * t), np.sin(0.05 * t), 0.001 * t])
    if gap:
        waves[2, 990:] = np.nan
    out = delayed(waves, np.array([2.35, -1.5, 0.5]))
    assert np.abs(out[0] - np.sin(0.05 * (t - 2.35)))[20:-20].max() < 1e-3
    assert np.abs(out[1] - np.sin(0.05 * (t + 1.5)))[20:-20].max() < 1e-3
    assert np.abs(out[2] - 0.001 * (t - 0.5))[20 : -20 - 10 * gap].max() < 1e-3
    assert np.isnan(out).sum() <= 10 * gap
