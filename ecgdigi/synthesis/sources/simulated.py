"""A simulated 12-lead ECG, so that the framework trains without any recorded data."""

from collections.abc import Mapping

import numpy as np

from ecgdigi.registry import SIGNAL_SOURCES
from ecgdigi.signals import twelve_leads
from ecgdigi.structures import LEAD_NAMES, ECGSignal

from . import artefacts as noise
from .conditions import CONDITIONS, Setting
from .dipole import project

DEFAULT_CONDITIONS = {
    'normal': 5.0,
    'sinus_bradycardia': 0.7,
    'sinus_tachycardia': 0.7,
    'nonspecific_st_t': 1.5,
    'ectopic_beats': 1.0,
    'atrial_fibrillation': 1.0,
    'atrial_flutter': 0.5,
    'supraventricular_tachycardia': 0.4,
    'ventricular_tachycardia': 0.4,
    'left_bundle_branch_block': 0.6,
    'right_bundle_branch_block': 0.6,
    'left_ventricular_hypertrophy': 0.6,
    'anterior_infarction': 0.5,
    'inferior_infarction': 0.5,
    'ischaemia': 0.5,
    'hyperkalaemia': 0.3,
    'paced': 0.5,
    'low_voltage': 0.4,
    'first_degree_av_block': 0.3,
    'second_degree_av_block': 0.3,
    'third_degree_av_block': 0.2,
}


@SIGNAL_SOURCES.register_module()
class SimulatedECG:
    """Twelve leads of a simulated heart: rhythm, disease, axis, wave shapes, rate and noise vary.

    Waves are those of a dipole (see `dipole`), so Einthoven's and Goldberger's laws hold to the rounding of float32, noise
    and saturation included, but not where an electrode is off.

    Args:
        duration_s: length, s.
        fs_hz: sampling rate, Hz.
        heart_rate_bpm: range of the mean sinus rate, beats a minute; None: what is usual in each condition. Conditions that
            are a rate (tachycardia, bradycardia) or no sinus rhythm keep their own.
        ectopic_probability: share of recordings in sinus rhythm that have early beats besides their condition.
        conditions: weight of each condition; those not named do not occur. None: `DEFAULT_CONDITIONS`.
        artefacts: share of recordings with each artefact (wander, muscle, hum, motion, saturation, lead_off); those not
            named do not occur. None: `DEFAULT_ARTEFACTS`.

    Raises:
        ValueError: a condition or artefact of that name is not known, or a weight or share is out of range.
    """

    def __init__(
        self,
        *,
        duration_s: float,
        fs_hz: float,
        heart_rate_bpm: tuple[float, float] | None = None,
        ectopic_probability: float = 0.1,
        conditions: Mapping[str, float] | None = None,
        artefacts: Mapping[str, float] | None = None,
    ):
        rates_bpm = None if heart_rate_bpm is None else tuple(heart_rate_bpm)
        self.setting = Setting(duration_s, fs_hz, rates_bpm, ectopic_probability)
        conditions = DEFAULT_CONDITIONS if conditions is None else conditions
        unknown = sorted(set(conditions) - set(CONDITIONS))
        if unknown:
            raise ValueError(f'SimulatedECG: unknown conditions {", ".join(unknown)}; known are {", ".join(CONDITIONS)}')
        weights = np.array(list(conditions.values()), np.float64)
        if not (weights >= 0).all() or not weights.sum() > 0:
            raise ValueError(f'SimulatedECG: conditions={dict(conditions)}: weights must be 0 or more, and one above 0')
        self.names = tuple(conditions)
        self.probabilities = weights / weights.sum()
        self.artefacts = noise.checked_artefacts(noise.DEFAULT_ARTEFACTS if artefacts is None else artefacts, 'SimulatedECG')

    def __call__(self, rng: np.random.Generator) -> ECGSignal:
        """The signal of `draw` alone."""
        return self.draw(rng)[0]

    def draw(self, rng: np.random.Generator) -> tuple[ECGSignal, str]:
        """A recording.

        Returns:
            The twelve standard leads, NaN where an electrode is off; the name of the condition.
        """
        name = self.names[rng.choice(len(self.names), p=self.probabilities)]
        setting = self.setting
        heart = CONDITIONS[name](rng, setting)
        breath = (rng.uniform(0, 0.08), rng.uniform(0.15, 0.35), rng.uniform(0, 2 * np.pi))
        eight_mv = project(heart.trains, setting.num_samples, setting.fs_hz, breath=breath)
        eight_mv += heart.atria_mv
        electrodes_mv = noise.electrode_noise(rng, setting.num_samples, setting.fs_hz, self.artefacts)
        eight_mv += noise.LEADS_FROM_ELECTRODES[list(noise.MEASURED)] @ electrodes_mv
        if rng.random() < self.artefacts.get('saturation', 0.0):
            eight_mv = noise.saturate(rng, eight_mv, setting.fs_hz)
        signal = twelve_leads(eight_mv[0], eight_mv[1], eight_mv[2:], fs_hz=setting.fs_hz)
        if rng.random() < self.artefacts.get('lead_off', 0.0):
            signal = ECGSignal(noise.take_lead_off(rng, signal.signal_mv), setting.fs_hz, LEAD_NAMES)
        return signal, name
