import numpy as np
import pytest

from ecgdigi.signals import limb_lead_residuals
from ecgdigi.structures import LEAD_NAMES
from ecgdigi.synthesis.sources import SimulatedECG
from ecgdigi.synthesis.sources.artefacts import DEFAULT_ARTEFACTS
from ecgdigi.synthesis.sources.conditions import CONDITIONS
from ecgdigi.synthesis.sources.simulated import DEFAULT_CONDITIONS

LENGTH = dict(duration_s=10.0, fs_hz=500.0)


def test_same_seed_same_signal_and_plausible_amplitudes():
    source = SimulatedECG(**LENGTH)
    signals = [source(np.random.default_rng(k)) for k in range(40)]
    assert np.array_equal(signals[3].signal_mv, source(np.random.default_rng(3)).signal_mv, equal_nan=True)
    assert 0.3 < np.nanmedian([np.ptp(s.lead('II')) for s in signals]) < 4
    assert all(s.signal_mv.shape == (12, 5000) and s.leads == LEAD_NAMES for s in signals)


@pytest.mark.parametrize(('duration_s', 'fs_hz'), [(2.5, 100.0), (10.0, 257.0), (30.0, 1000.0), (7.001, 360.0)])
def test_any_length_and_rate(duration_s, fs_hz):
    source = SimulatedECG(duration_s=duration_s, fs_hz=fs_hz)
    for seed in range(12):
        assert source(np.random.default_rng(seed)).signal_mv.shape == (12, round(duration_s * fs_hz))


def test_draw_tells_the_condition_and_all_occur():
    source = SimulatedECG(duration_s=2.5, fs_hz=100.0)
    rng = np.random.default_rng(0)
    names = [source.draw(rng)[1] for _ in range(800)]
    assert set(names) == set(DEFAULT_CONDITIONS) == set(CONDITIONS)
    assert 0.15 < names.count('normal') / len(names) < 0.45


def test_draw_and_call_give_the_same():
    source = SimulatedECG(**LENGTH)
    signal, name = source.draw(np.random.default_rng(8))
    assert name in CONDITIONS
    assert np.array_equal(signal.signal_mv, source(np.random.default_rng(8)).signal_mv, equal_nan=True)


def test_weights_choose_the_condition():
    source = SimulatedECG(**LENGTH, conditions={'paced': 1.0, 'normal': 0.0})
    assert {source.draw(np.random.default_rng(seed))[1] for seed in range(10)} == {'paced'}


def test_laws_of_einthoven_and_goldberger_hold_with_all_noise_but_leads_off():
    source = SimulatedECG(**LENGTH, artefacts={name: 1.0 for name in DEFAULT_ARTEFACTS if name != 'lead_off'})
    for seed in range(30):
        for residual in limb_lead_residuals(source(np.random.default_rng(seed))).values():
            assert np.abs(residual).max() < 1e-5


def test_some_traces_leave_3_mv():
    source, rng = SimulatedECG(**LENGTH), np.random.default_rng(1)
    beyond = [np.nanmax(np.abs(source(rng).signal_mv)) > 3 for _ in range(300)]
    assert 0.02 < np.mean(beyond) < 0.25


@pytest.mark.parametrize('rate', [45, 90, 170])
def test_heart_rate_is_the_asked_one(rate):
    """The strongest lag of the autocorrelation of the chest leads is the beat interval."""
    source = SimulatedECG(
        duration_s=20.0, fs_hz=250.0, heart_rate_bpm=(rate, rate), ectopic_probability=0, conditions={'normal': 1.0}
    )
    rng = np.random.default_rng(0)
    for _ in range(6):
        power = (np.gradient(source(rng).signal_mv[6:], axis=1) ** 2).sum(0)
        power -= power.mean()
        correlation = np.correlate(power, power, 'full')[len(power) - 1 :]
        shortest = int(250 * 60 / 220)
        found = 60 * 250 / (shortest + np.argmax(correlation[shortest : 250 * 2]))
        assert found == pytest.approx(rate, rel=0.06)


@pytest.mark.parametrize(
    ('options', 'reason'),
    [
        (dict(conditions={'normal': 1.0, 'flu': 1.0}), 'unknown conditions flu; known are normal'),
        (dict(conditions={'normal': -1.0}), 'weights must be 0 or more'),
        (dict(conditions={}), 'one above 0'),
        (dict(artefacts={'noise': 0.5}), 'names are wander'),
        (dict(artefacts={'hum': 2}), 'shares 0 to 1'),
    ],
)
def test_mistakes_are_said_in_one_line(options, reason):
    with pytest.raises(ValueError, match=reason) as caught:
        SimulatedECG(**LENGTH, **options)
    assert '\n' not in str(caught.value)
