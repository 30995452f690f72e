import numpy as np
import pytest

from ecgdigi.structures import LEAD_NAMES
from ecgdigi.synthesis.sources import artefacts

FS_HZ = 500.0


def noise(name, seed, num_samples=5000):
    return artefacts.electrode_noise(np.random.default_rng(seed), num_samples, FS_HZ, {name: 1.0})


def band_share(values, low_hz, high_hz):
    power = (np.abs(np.fft.rfft(values * np.hanning(values.shape[1]))) ** 2).sum(0)
    hz = np.fft.rfftfreq(values.shape[1], 1 / FS_HZ)
    return power[(hz >= low_hz) & (hz <= high_hz)].sum() / power.sum()


@pytest.mark.parametrize(('name', 'low_hz', 'high_hz'), [('wander', 0, 1), ('muscle', 0.5, 151)])
def test_band(name, low_hz, high_hz):
    for seed in range(5):
        assert band_share(noise(name, seed), low_hz, high_hz) > 0.98


def test_hum_is_of_50_or_60_hz():
    for seed in range(6):
        assert max(band_share(noise('hum', seed), hz - 1, hz + 1) for hz in (50, 60)) > 0.9


def test_muscle_noise_has_the_height_that_was_drawn():
    heights = [noise('muscle', seed).std(1) for seed in range(60)]
    assert 0.003 < np.mean(heights) < 0.012


def test_motion_moves_one_electrode_by_steps():
    for seed in range(6):
        moved = np.ptp(noise('motion', seed), axis=1) > 0
        assert moved.sum() == 1


def test_what_is_not_named_does_not_occur():
    assert not artefacts.electrode_noise(np.random.default_rng(0), 500, FS_HZ, {}).any()


def test_noise_of_the_left_arm_is_in_every_lead_but_ii():
    used = artefacts.LEADS_FROM_ELECTRODES[:, artefacts.ELECTRODES.index('LA')] != 0
    assert [name for name, uses in zip(LEAD_NAMES, used, strict=True) if not uses] == ['II']
    assert np.allclose(artefacts.LEADS_FROM_ELECTRODES.sum(1), 0, atol=1e-6)  # what all electrodes share is not seen


def test_a_lead_off_takes_the_leads_of_its_electrode():
    beats = np.random.default_rng(0).normal(size=(12, 1000))
    columns = {tuple(np.flatnonzero(column)) for column in artefacts.LEADS_FROM_ELECTRODES.T}
    found, kinds = set(), set()
    for seed in range(200):
        out = artefacts.take_lead_off(np.random.default_rng(seed), beats)
        off = np.isnan(out) | (out == 0)
        found.add(tuple(np.flatnonzero(off.any(1))))
        rows = off[off.any(1)]
        assert (rows == rows[0]).all()
        assert rows[0, -1]  # to the end
        assert np.array_equal(out[~off], beats[~off])
        kinds.add((bool(np.isnan(out).any()), bool(rows[0, 0])))
    assert found == columns
    assert len(kinds) == 4


def test_saturation_ends_at_the_limit():
    eight = np.random.default_rng(0).normal(0, 0.3, (8, 5000))
    at_end = 0
    for seed in range(20):
        out = artefacts.saturate(np.random.default_rng(seed), eight, FS_HZ)
        changed = np.flatnonzero((out != eight).any(1))
        assert len(changed) == 1
        last = out[changed[0], -20:]
        assert 2.5 <= np.abs(out).max() <= 6.0
        at_end += bool((last == last[0]).all())
    assert at_end > 12


def test_tones_are_sines():
    times_s = np.arange(4999) / FS_HZ
    tones = artefacts._tones([0.3, 60.0], 4999, FS_HZ, 0.7)
    assert np.allclose(tones, np.exp(1j * (2 * np.pi * np.array([[0.3], [60.0]]) * times_s + 0.7)), atol=1e-5)
