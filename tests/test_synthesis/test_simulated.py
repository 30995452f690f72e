import numpy as np
import pytest

from ecgdigi.synthesis.sources import SimulatedECG


def test_same_seed_same_signal_and_plausible_amplitudes():
    source = SimulatedECG(duration_s=10.0, fs_hz=500.0)
    signals = [source(np.random.default_rng(k)) for k in range(20)]
    assert np.array_equal(signals[3].signal_mv, source(np.random.default_rng(3)).signal_mv)
    peaks = [np.ptp(s.lead('II')) for s in signals]
    assert 0.3 < np.median(peaks) < 4
    assert all(np.isfinite(s.signal_mv).all() and s.signal_mv.shape == (12, 5000) for s in signals)


@pytest.mark.parametrize('rate', [45, 90, 170])
def test_heart_rate_is_the_asked_one(rate):
    """The strongest lag of the autocorrelation of the chest leads is the beat interval."""
    source = SimulatedECG(duration_s=20.0, fs_hz=250.0, heart_rate_bpm=(rate, rate), ectopic_probability=0)
    rng = np.random.default_rng(0)
    found = []
    for _ in range(12):
        power = (np.gradient(source(rng).signal_mv[6:], axis=1) ** 2).sum(0)
        power -= power.mean()
        correlation = np.correlate(power, power, 'full')[len(power) - 1 :]
        shortest = int(250 * 60 / 220)
        found.append(60 * 250 / (shortest + np.argmax(correlation[shortest : 250 * 2])))
    # Half of the recordings are drawn around 75 a minute, whatever the range.
    assert sum(abs(f / rate - 1) < 0.12 for f in found) >= 2
