"""Each condition is what makes it so, measured on clean signals: medians over a dozen recordings."""

import numpy as np
import pytest
from measures import MeanBeat, beat_times, qrs_width_s, speed

from ecgdigi.synthesis.sources import SimulatedECG
from ecgdigi.synthesis.sources.conditions import CONDITIONS

FS_HZ = 500.0
J_PLUS_60_S = 0.105  # the J point of a narrow QRS complex lies 45 ms after its centre
RECORDINGS = 12


def recordings(name, count=RECORDINGS, **options):
    source = SimulatedECG(duration_s=10.0, fs_hz=FS_HZ, conditions={name: 1.0}, artefacts={}, ectopic_probability=0.0, **options)
    return [source(np.random.default_rng(seed)) for seed in range(count)]


def rates_bpm(signals):
    return np.array([60 / np.median(np.diff(beat_times(signal))) for signal in signals])


def irregularity(signal):
    intervals_s = np.diff(beat_times(signal))
    return intervals_s.std() / intervals_s.mean()


@pytest.mark.parametrize('name', CONDITIONS)
def test_every_condition_is_finite_and_of_the_size_of_a_heart(name):
    for signal in recordings(name, 4):
        assert np.isfinite(signal.signal_mv).all()
        assert 0.15 < np.ptp(signal.signal_mv, axis=1).max() < 14


@pytest.mark.parametrize(
    ('name', 'lowest', 'highest'),
    [
        ('normal', 54, 101),
        ('sinus_bradycardia', 35, 53),
        ('sinus_tachycardia', 104, 171),
        ('supraventricular_tachycardia', 149, 221),
        ('paced', 57, 93),
    ],
)
def test_rate(name, lowest, highest):
    rates = rates_bpm(recordings(name))
    assert (rates > lowest).all()
    assert (rates < highest).all()


def test_ventricular_tachycardia_is_fast_wide_and_regular():
    signals = recordings('ventricular_tachycardia')
    assert np.median(rates_bpm(signals)) > 120
    assert np.median([qrs_width_s(signal) for signal in signals]) > 0.12
    assert np.median([irregularity(signal) for signal in signals]) < 0.04


def test_fibrillation_is_irregular_and_has_f_waves_in_place_of_p():
    fibrillating, sinus = recordings('atrial_fibrillation'), recordings('normal')
    assert min(irregularity(signal) for signal in fibrillating) > 0.1
    assert max(irregularity(signal) for signal in sinus) < 0.07
    heights = [
        np.median([np.ptp(MeanBeat(signal).part('II', -0.22, -0.08)) for signal in signals]) for signals in (fibrillating, sinus)
    ]
    assert heights[0] < 0.6 * heights[1]


def test_f_waves_have_4_to_9_hz():
    from ecgdigi.synthesis.sources.rhythms import fibrillatory_waves

    for seed in range(6):
        wave = fibrillatory_waves(np.random.default_rng(seed), 5000, FS_HZ)[2]
        power = np.abs(np.fft.rfft(wave)) ** 2
        hz = np.fft.rfftfreq(5000, 1 / FS_HZ)
        assert 3.5 < hz[np.argmax(power)] < 9.5


def test_flutter_conducts_a_whole_number_of_waves():
    for signal in recordings('atrial_flutter'):
        intervals_s = np.diff(beat_times(signal))
        cycles_s = 60 / np.arange(238, 343, 0.5)[:, None]
        errors = np.abs(intervals_s / cycles_s - np.round(intervals_s / cycles_s)).max(1)
        best = cycles_s[np.argmin(errors), 0]
        assert errors.min() < 0.12
        assert set(np.round(intervals_s / best)) <= {2.0, 3.0, 4.0, 5.0}


@pytest.mark.parametrize('name', ['left_bundle_branch_block', 'right_bundle_branch_block'])
def test_bundle_branch_blocks_are_wider_than_120_ms(name):
    assert min(qrs_width_s(signal) for signal in recordings(name)) > 0.12
    assert max(qrs_width_s(signal) for signal in recordings('normal')) < 0.115


def test_left_bundle_branch_block_goes_to_the_left_and_back():
    beats = [MeanBeat(signal) for signal in recordings('left_bundle_branch_block')]
    v1, v6 = ([beat.part(lead, -0.1, 0.1) for beat in beats] for lead in ('V1', 'V6'))
    assert np.median([part.min() for part in v1]) < -0.7
    assert np.median([part.max() for part in v1]) < 0.15
    assert np.median([part.max() for part in v6]) > 0.5
    assert np.median([part.min() for part in v6]) > -0.15
    # T stands against QRS.
    assert np.median([beat.part('V1', 0.2, 0.33).max() for beat in beats]) > 0.1
    assert np.median([beat.part('V6', 0.2, 0.33).min() for beat in beats]) < -0.1


def test_right_bundle_branch_block_ends_to_the_right_and_forward():
    beats = [MeanBeat(signal) for signal in recordings('right_bundle_branch_block')]
    for beat in beats:
        late = beat.part('V1', 0.01, 0.1)
        assert late.max() > 0.25  # R'
        assert late.max() > beat.part('V1', -0.09, 0.01).max()
        assert beat.part('V6', 0.01, 0.1).min() < -0.15
        assert beat.part('I', 0.01, 0.1).min() < -0.1


def test_hypertrophy_meets_sokolow_and_lyon():
    index_mv = []
    for signal in recordings('left_ventricular_hypertrophy'):
        beat = MeanBeat(signal)
        index_mv.append(beat.part('V5', -0.09, 0.09).max() - beat.part('V1', -0.09, 0.09).min())
    assert np.median(index_mv) > 3.5
    assert min(index_mv) > 3.0


@pytest.mark.parametrize(
    ('name', 'elevated', 'depressed'),
    [('anterior_infarction', ['V2', 'V3'], ['III', 'aVF']), ('inferior_infarction', ['II', 'III', 'aVF'], ['aVL', 'I'])],
)
def test_st_is_elevated_where_the_infarction_is_and_depressed_opposite(name, elevated, depressed):
    beats = [MeanBeat(signal) for signal in recordings(name)]
    levels = {lead: np.array([beat.level(lead, J_PLUS_60_S) for beat in beats]) for lead in (*elevated, *depressed)}
    assert all(np.median(levels[lead]) > 0.2 and levels[lead].min() > 0.1 for lead in elevated)
    assert all(np.median(levels[lead]) < -0.04 for lead in depressed)


def test_inferior_infarction_raises_iii_above_ii():
    beats = [MeanBeat(signal) for signal in recordings('inferior_infarction')]
    assert np.median([beat.level('III', J_PLUS_60_S) - beat.level('II', J_PLUS_60_S) for beat in beats]) > 0


def test_ischaemia_depresses_st_or_inverts_t():
    beats = [MeanBeat(signal) for signal in recordings('ischaemia')]
    for beat in beats:
        assert beat.level('V5', J_PLUS_60_S) < -0.08 or beat.part('V3', 0.15, 0.35).min() < -0.15


def test_hyperkalaemia_has_tall_narrow_t():
    for signal in recordings('hyperkalaemia'):
        wave = MeanBeat(signal).part('V3', 0.15, 0.38)
        assert wave.max() > 0.5
        assert (wave > wave.max() / 2).sum() / FS_HZ < 0.11


def test_low_voltage():
    for signal in recordings('low_voltage'):
        beat = MeanBeat(signal)
        heights = np.array([np.ptp(beat.part(lead, -0.1, 0.1)) for lead in signal.leads])
        assert (heights[:6] < 0.5).all()
        assert (heights[6:] < 1.0).all()


def test_pacing_spikes_are_a_few_samples_wide_and_stand_before_each_wide_complex():
    for signal in recordings('paced'):
        tallest = np.argmax(np.abs(np.diff(signal.signal_mv, 2)).max(1))
        bend = np.abs(np.diff(signal.signal_mv[tallest], 2))
        spikes_s = (np.flatnonzero(bend > 0.45 * bend.max()) + 1) / FS_HZ
        firsts_s = spikes_s[np.r_[True, np.diff(spikes_s) > 0.02]]
        assert max(spikes_s[spikes_s < first + 0.02].max() - first for first in firsts_s) <= 0.008
        # 40 to 200 ms later everything has moved, and slowly.
        fast = speed(signal)
        inside = firsts_s[(firsts_s > 0.1) & (firsts_s < 9.6)]
        assert len(inside) >= 8
        if len(inside) < 16:  # the atria are not paced, too
            moving = [fast[int((time + 0.02) * FS_HZ) : int((time + 0.16) * FS_HZ)].mean() for time in inside]
            resting = [fast[int((time - 0.03) * FS_HZ) : int((time - 0.01) * FS_HZ)].mean() for time in inside]
            assert np.median(moving) > 5 * np.median(resting)


@pytest.mark.parametrize('fs_hz', [250.0, 500.0, 1000.0])
def test_spike_keeps_its_area_at_every_rate(fs_hz):
    from ecgdigi.synthesis.sources.dipole import Train, project
    from ecgdigi.synthesis.sources.forms import spike

    wave = spike(6.0, 0.001, np.array([0.0, 1.0, 0.0]), fs_hz)
    eight = project([Train((wave,), np.array([0.5003]), np.array([1.0]))], int(fs_hz), fs_hz, breath=(0, 0, 0))
    assert eight[1].sum() / fs_hz == pytest.approx(6.0e-3, rel=0.05)
    assert 0.8 < eight[1].max() < 6.0


def test_first_degree_block_delays_qrs():
    def pr_s(signal):
        beat = MeanBeat(signal)
        before = beat.part('II', -0.35, -0.09)
        return 0.35 - np.argmax(np.abs(before - np.median(before))) / FS_HZ

    options = dict(heart_rate_bpm=(58, 60))
    blocked, normal = ([pr_s(s) for s in recordings(name, **options)] for name in ('first_degree_av_block', 'normal'))
    assert np.median(blocked) > np.median(normal) + 0.06


def test_third_degree_block_is_slow():
    assert rates_bpm(recordings('third_degree_av_block')).max() < 54


def test_second_degree_block_drops_beats():
    dropped = [(np.diff(beat_times(s)).max() > 1.4 * np.diff(beat_times(s)).min()) for s in recordings('second_degree_av_block')]
    rates = rates_bpm(recordings('second_degree_av_block'))
    assert all(drop or rate < 53 for drop, rate in zip(dropped, rates, strict=True))
    assert 3 <= sum(dropped) <= 11


def test_ectopic_beats_come_early():
    for signal in recordings('ectopic_beats'):
        intervals_s = np.diff(beat_times(signal))
        assert irregularity(signal) > 0.07 or len(intervals_s) < 8
