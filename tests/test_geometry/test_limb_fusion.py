from dataclasses import replace

import numpy as np
import pytest

from ecgdigi.geometry.limb_fusion import fuse_limb_leads
from ecgdigi.geometry.scale import find_scale
from ecgdigi.signals.lead_algebra import OF_I_AND_II
from ecgdigi.structures import LEAD_NAMES, ECGSignal

FS_HZ, NUM_SAMPLES = 500.0, 2500
SCALE = find_scale([], mm_per_s=25.0, mm_per_mv=10.0)


def beats(delay_s: float = 0.0, size: float = 1.0) -> np.ndarray:
    """(T,) mV, a wave every 0.8 s."""
    since_s = (np.arange(NUM_SAMPLES) / FS_HZ - delay_s) % 0.8
    return size * (np.exp(-0.5 * ((since_s - 0.3) / 0.012) ** 2) + 0.2 * np.exp(-0.5 * ((since_s - 0.55) / 0.05) ** 2))


def limb_leads() -> dict[str, np.ndarray]:
    i_and_ii = np.stack([beats(), beats(0.008, 0.7) - beats(0.02, 0.3)])
    return {name: np.array(of_i_and_ii) @ i_and_ii for name, of_i_and_ii in OF_I_AND_II.items()}


def rows_of(leads: list[dict[str, tuple[np.ndarray, slice]]]) -> list[ECGSignal]:
    rows = []
    for shown in leads:
        signal_mv = np.full((12, NUM_SAMPLES), np.nan, np.float32)
        for name, (values_mv, where) in shown.items():
            signal_mv[LEAD_NAMES.index(name), where] = values_mv[where]
        rows.append(ECGSignal(signal_mv, FS_HZ, LEAD_NAMES))
    return rows


def fused(rows: list[ECGSignal], confidence: np.ndarray | None = None) -> list[ECGSignal]:
    return fuse_limb_leads(rows, np.ones((len(rows), 12, NUM_SAMPLES)) if confidence is None else confidence, SCALE)


ALL = slice(0, NUM_SAMPLES)
INNER = slice(10, NUM_SAMPLES - 10)


@pytest.mark.parametrize(('names', 'left'), [(('I', 'II', 'III'), 2 / 3), (tuple(OF_I_AND_II), 2 / 6)])
def test_noise_falls_to_the_share_that_two_voltages_leave(names, left):
    rng, true = np.random.default_rng(1), limb_leads()
    noise = {name: rng.normal(0, 0.02, NUM_SAMPLES) for name in names}
    after = fused(rows_of([{name: (true[name] + noise[name], ALL)} for name in names]))
    error = [row.lead(name)[INNER] - true[name][INNER] for row, name in zip(after, names, strict=True)]
    assert np.mean(np.square(error)) == pytest.approx(left * 0.02**2, rel=0.1)


def test_a_lead_keeps_its_zero_line():
    true, zero_mv = limb_leads(), {'I': 0.3, 'II': -0.2, 'III': 0.1}
    rows = rows_of([{name: (true[name] + off, ALL)} for name, off in zero_mv.items()])
    for before, after in zip(rows, fused(rows), strict=True):
        assert np.nanmax(np.abs(after.signal_mv - before.signal_mv)) < 1e-3


@pytest.mark.parametrize('fs_hz', [1.0, 25.0, 100.0])
def test_any_sampling_rate_will_do(fs_hz):
    count = int(5 * fs_hz)
    rows = [
        replace(row, signal_mv=row.signal_mv[:, :count], fs_hz=fs_hz)
        for row in rows_of([{n: (beats(), ALL)} for n in ('I', 'II')])
    ]
    zero = replace(rows[0], signal_mv=np.where(np.arange(12)[:, None] == 2, 0, np.nan).repeat(count, 1).astype(np.float32))
    after = fuse_limb_leads([*rows, zero], np.ones((3, 12, count)), SCALE)
    assert np.allclose(after[0].signal_mv, rows[0].signal_mv, atol=1e-5, equal_nan=True)  # I = II and III = 0


def test_what_the_network_is_unsure_of_gives_way():
    true = limb_leads()
    wrong = true['III'].copy()
    wrong[1000:1050] += 0.5
    rows = rows_of([{'I': (true['I'], ALL)}, {'II': (true['II'], ALL)}, {'III': (wrong, ALL)}])
    confidence = np.ones((3, 12, NUM_SAMPLES))
    confidence[2, :, 1000:1050] = 0.1
    after = fused(rows, confidence)
    assert np.abs(after[2].lead('III') - true['III']).max() < 0.01
    assert np.abs(after[0].lead('I') - true['I']).max() < 0.01


def test_a_rhythm_row_helps_if_it_is_simultaneous_and_is_left_alone_if_not():
    rng, true, half = np.random.default_rng(2), limb_leads(), slice(0, 1250)
    columns = [{name: (true[name] + rng.normal(0, 0.02, NUM_SAMPLES), half)} for name in ('I', 'II', 'III')]
    for delay, is_used in ((0, True), (10, False)):
        rhythm = np.roll(true['II'], delay)
        after = fused(rows_of([*columns, {'II': (rhythm, ALL)}]))
        assert (np.abs(after[3].lead('II') - rhythm).max() > 1e-6) == is_used
        assert np.array_equal(after[3].lead('II')[1250:], rhythm[1250:].astype(np.float32))
        alone = fused(rows_of(columns))
        assert np.allclose(after[0].lead('I')[:1250], alone[0].lead('I')[:1250], atol=1e-6) != is_used


def test_rows_set_off_against_each_other_and_contradictions_stay_as_they_are():
    true = limb_leads()
    for third in (np.roll(true['III'], 4), -true['III']):
        rows = rows_of([{'I': (true['I'], ALL)}, {'II': (true['II'], ALL)}, {'III': (third, ALL)}])
        for before, after in zip(rows, fused(rows), strict=True):
            assert np.array_equal(before.signal_mv, after.signal_mv, equal_nan=True)


def test_two_limb_leads_chest_leads_and_holes_stay_as_they_are():
    rng, true = np.random.default_rng(3), limb_leads()
    holed = true['aVF'] + 0.01
    holed[700:900] = np.nan
    rows = rows_of([
        {'I': (true['I'], slice(0, 600)), 'aVR': (true['aVR'] + rng.normal(0, 0.02, NUM_SAMPLES), slice(600, 1800))},
        {'II': (true['II'], slice(0, 600)), 'aVL': (true['aVL'], slice(600, 1800))},
        {'V1': (beats(), slice(0, 600)), 'aVF': (holed, slice(600, 1800))},
    ])  # fmt: skip
    after = fused(rows)
    for name, row, where in (
        ('I', 0, slice(0, 600)),
        ('II', 1, slice(0, 600)),
        ('V1', 2, slice(0, 600)),
        ('aVR', 0, slice(700, 900)),
    ):
        assert np.array_equal(after[row].lead(name)[where], rows[row].lead(name)[where])
    assert np.isnan(after[2].lead('aVF')[700:900]).all()
    assert not np.array_equal(after[0].lead('aVR')[620:700], rows[0].lead('aVR')[620:700])
