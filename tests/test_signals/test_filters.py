import numpy as np
import pytest

from ecgdigi.signals import recorder_filter

FS_HZ = 500.0


def gain_db(frequency_hz, **options):
    """Measured on a sine that has settled, in the middle of 60 s."""
    times_s = np.arange(30000) / FS_HZ
    wave = np.sin(2 * np.pi * frequency_hz * times_s)
    out = recorder_filter(wave[None], FS_HZ, **options)[0, 10000:20000]
    turn = np.exp(-2j * np.pi * frequency_hz * times_s[10000:20000])
    return 20 * np.log10(2 * np.abs((out * turn).mean()) + 1e-9)


@pytest.mark.parametrize(
    ('options', 'responses_db'),
    [
        (dict(high_pass_hz=0.5), {0.5: -3.01, 0.05: -20.0, 5.0: 0.0}),
        (dict(high_pass_hz=0.05), {0.05: -3.01, 0.5: 0.0}),
        (dict(low_pass_hz=40.0), {40.0: -3.01, 10.0: 0.0, 120.0: -23.0}),
        (dict(low_pass_hz=150.0), {150.0: -3.01, 40.0: 0.0}),
        (dict(low_pass_hz=40.0, zero_phase=True), {40.0: -6.02, 10.0: 0.0}),
        (dict(notch_hz=50.0), {50.0: -60.0, 49.0: -3.0, 51.0: -3.0, 40.0: 0.0, 60.0: -0.2}),
        (dict(notch_hz=60.0, high_pass_hz=0.05, low_pass_hz=150.0), {60.0: -60.0, 10.0: 0.0}),
    ],
)
def test_measured_response(options, responses_db):
    for frequency_hz, wanted_db in responses_db.items():
        found_db = gain_db(frequency_hz, **options)
        if wanted_db <= -60:
            assert found_db < -50
        else:
            assert found_db == pytest.approx(wanted_db, abs=0.1 * abs(wanted_db) + 0.15)


def test_begins_settled():
    """A constant far from zero makes no transient: the high-pass takes it away, the low-pass leaves it."""
    flat = np.full((2, 2000), 3.0)
    assert np.abs(recorder_filter(flat, FS_HZ, high_pass_hz=0.05)).max() < 1e-9
    assert np.abs(recorder_filter(flat, FS_HZ, low_pass_hz=40.0, notch_hz=50.0) - 3).max() < 1e-9


def test_zero_phase_delays_nothing():
    bump = np.exp(-0.5 * ((np.arange(2000) - 1000) / 10) ** 2)[None]
    assert np.argmax(recorder_filter(bump, FS_HZ, low_pass_hz=40.0, zero_phase=True)) == 1000
    assert np.argmax(recorder_filter(bump, FS_HZ, low_pass_hz=40.0)) > 1001


def test_gaps_stay_and_do_not_leak():
    values = np.random.default_rng(0).normal(size=(2, 1000))
    values[0, 300:400] = np.nan
    values[0, 700] = np.nan
    out = recorder_filter(values, FS_HZ, high_pass_hz=0.5, low_pass_hz=40.0)
    assert np.array_equal(np.isnan(out), np.isnan(values))
    alone = recorder_filter(values[:1, 400:700], FS_HZ, high_pass_hz=0.5, low_pass_hz=40.0)
    assert np.allclose(out[0, 400:700], alone[0])


def test_above_half_the_rate_nothing_is_done():
    values = np.random.default_rng(0).normal(size=(1, 500))
    assert np.array_equal(recorder_filter(values, 200.0, low_pass_hz=150.0, notch_hz=100.0), values)
    assert recorder_filter(np.array([[1.0]]), FS_HZ, low_pass_hz=40.0) == pytest.approx(1.0)
