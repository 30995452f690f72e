import numpy as np
import pytest

from ecgdigi.registry import SIGNAL_SOURCES, TRANSFORMS
from ecgdigi.signals import limb_lead_residuals
from ecgdigi.structures import LEAD_NAMES, ECGSignal
from ecgdigi.synthesis.pipeline import PagePipeline
from ecgdigi.synthesis.sources import AddArtefacts, CutSignal, MixedSource, ProcessedSource, build_source

FS_HZ = 500.0
CLEAN = dict(type='SimulatedECG', duration_s=10.0, fs_hz=FS_HZ, conditions={'normal': 1.0}, artefacts={})
STEPS = [
    dict(type='ResampleSignal', fs_hz=250.0),
    dict(type='FilterSignal', high_pass_hz=[0.05, 0.5], low_pass_hz=[40.0, 100.0], notch_hz=[None, 50.0, 60.0]),
    dict(type='GainError'),
    dict(type='ScaleAmplitude', gains=(0.5, 2.0)),
    dict(type='LeadSkew', longest_s=0.004),
    dict(type='AddArtefacts', artefacts={'wander': 1.0, 'muscle': 1.0}),
    dict(type='CutSignal', duration_s=4.0),
]


@pytest.fixture(scope='module')
def clean():
    return SIGNAL_SOURCES.build(CLEAN)(np.random.default_rng(0))


def step(signal, seed=0, **cfg):
    return TRANSFORMS.build(cfg)(signal, np.random.default_rng(seed))


def test_all_steps_in_a_row():
    source = ProcessedSource(CLEAN, STEPS)
    first, second = (source(np.random.default_rng(4)) for _ in range(2))
    assert first.signal_mv.shape == (12, 1000)
    assert first.fs_hz == 250.0
    assert np.array_equal(first.signal_mv, second.signal_mv)


def test_a_mixture_draws_by_weight_in_a_pipeline_too():
    pairs = [(3.0, CLEAN), (1.0, {**CLEAN, 'fs_hz': 250.0})]
    source, rng = MixedSource(pairs), np.random.default_rng(0)
    rates = [source(rng).fs_hz for _ in range(200)]
    assert 0.15 < np.mean(np.array(rates) == 250.0) < 0.35
    drawn = PagePipeline(pairs, style=dict(type='RandomStyle', layouts={'3x4': 1.0}, px_per_mm=(4.0, 5.0),
        speeds_mm_s={25.0: 1.0}, gains_mm_mv={10.0: 1.0}, max_duration_s=10.0))  # fmt: skip
    assert isinstance(drawn.source, MixedSource)
    assert drawn.source.probabilities.tolist() == [0.75, 0.25]
    for seed in range(8):  # the page's first random number chooses the source
        assert drawn(np.random.default_rng(seed), (20.0, 20.0)).fs_hz == source(np.random.default_rng(seed)).fs_hz
    assert isinstance(build_source(pairs), MixedSource)
    nested = ProcessedSource(pairs, [dict(type='ResampleSignal', fs_hz=125.0)])
    assert {nested(rng).fs_hz for _ in range(6)} == {125.0}


def test_skew_measured_by_cross_correlation(clean):
    skewed = step(clean, type='LeadSkew', longest_s=0.008)
    delays_s = np.random.default_rng(0).uniform(0, 0.008, 12)
    size = 8 * clean.signal_mv.shape[1]
    for k in range(12):
        spectra = [np.fft.rfft(one.signal_mv[k, 500:-500] - one.signal_mv[k].mean()) for one in (skewed, clean)]
        correlation = np.fft.irfft(spectra[0] * spectra[1].conj(), size)  # eight points a sample
        shift = np.argmax(np.r_[correlation[-64:], correlation[:64]]) - 64
        assert shift / (size / 4000) / FS_HZ == pytest.approx(delays_s[k], abs=0.0004)
    assert np.ptp(delays_s) > 0.004


def test_gain_errors_are_of_a_percent_and_the_same_in_all_leads(clean):
    gains = []
    for seed in range(200):
        changed = step(clean, seed, type='GainError')
        ratio = changed.signal_mv.sum(1) / clean.signal_mv.sum(1)
        assert np.ptp(ratio) < 1e-3
        gains.append(ratio.mean())
    assert np.std(gains) == pytest.approx(0.01, rel=0.2)


def test_scale_keeps_its_range(clean):
    ratios = [
        step(clean, seed, type='ScaleAmplitude', gains=(0.5, 2.0)).signal_mv[1, 7] / clean.signal_mv[1, 7] for seed in range(60)
    ]
    assert 0.5 <= min(ratios) < 0.65
    assert 1.6 < max(ratios) <= 2.0


def test_filters_and_noise_keep_the_laws(clean):
    noisy = step(clean, type='AddArtefacts', artefacts=dict(wander=1.0, muscle=1.0, hum=1.0, motion=1.0, saturation=1.0))
    filtered = step(noisy, type='FilterSignal', high_pass_hz=0.5, low_pass_hz=40.0, notch_hz=50.0)
    for signal in (noisy, filtered):
        assert np.abs(signal.signal_mv - clean.signal_mv).max() > 0.01
        assert max(np.abs(residual).max() for residual in limb_lead_residuals(signal).values()) < 1e-4


def test_wander_is_slow_as_high_as_told_and_keeps_the_laws(clean):
    heights_mv = []
    for seed in range(60):
        wandering = step(clean, seed, type='AddWander', heights_mv=(0.4, 0.4))
        drift_mv = wandering.signal_mv - clean.signal_mv
        power = np.abs(np.fft.rfft((drift_mv - drift_mv.mean(1, keepdims=True)) * np.hanning(drift_mv.shape[1]), axis=1)) ** 2
        slow = np.fft.rfftfreq(drift_mv.shape[1], 1 / FS_HZ) <= 0.8
        assert power[:, slow].sum() > 0.999 * power.sum()
        assert max(np.abs(residual).max() for residual in limb_lead_residuals(wandering).values()) < 1e-4
        heights_mv.append(np.square(drift_mv[0]).mean())  # lead I lies between two electrodes
    assert np.sqrt(np.mean(heights_mv)) == pytest.approx(0.4 * np.sqrt(2), rel=0.2)


def test_a_lead_off_becomes_nan_or_flat(clean):
    off = [step(clean, seed, type='AddArtefacts', artefacts={'lead_off': 1.0}).signal_mv for seed in range(20)]
    assert all((np.isnan(values) | (values == 0))[:, -100:].all(1).sum() in (1, 11) for values in off)


def test_gaps_pass_through_every_step(clean):
    gappy = clean.signal_mv.copy()
    gappy[2, 2000:] = np.nan
    gappy[8] = np.nan
    signal = ECGSignal(gappy, FS_HZ, LEAD_NAMES)
    for cfg in STEPS:
        out = step(signal, **cfg)
        assert np.isnan(out.lead('V3')).all()
        assert np.isfinite(out.lead('V1')).all()


def test_mistakes_are_said_in_one_line(clean):
    with pytest.raises(ValueError, match=r'CutSignal: signal of 10 s, wanted 12 s'):
        CutSignal(12.0)(clean, np.random.default_rng(0))
    with pytest.raises(ValueError, match='wanted all twelve'):
        AddArtefacts({'hum': 1.0})(ECGSignal(clean.signal_mv[:3], FS_HZ, LEAD_NAMES[:3]), np.random.default_rng(0))
    with pytest.raises(ValueError, match=r'weights \[0\.0\]'):
        MixedSource([(0.0, CLEAN)])
    with pytest.raises(ValueError, match='the smaller one first'):
        TRANSFORMS.build(dict(type='ScaleAmplitude', gains=(2.0, 1.0)))
    with pytest.raises(ValueError, match='AddWander: heights_mv'):
        TRANSFORMS.build(dict(type='AddWander', heights_mv=(0.0, 1.0)))
    with pytest.raises(ValueError, match='fs_hz=0 must be above 0'):
        TRANSFORMS.build(dict(type='ResampleSignal', fs_hz=0))
    with pytest.raises(KeyError, match="'LeadSkw' is not a registered transform; near names: LeadSkew"):
        TRANSFORMS.build(dict(type='LeadSkw'))
