"""Rhythms and diseases that can be simulated: each function makes the beats of one recording.

`CONDITIONS` holds them by name. How the ventricles' forms come about stands in `forms`, when they beat in `rhythms`.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from . import beats, forms, rhythms
from .beats import NORMAL_P, any_person, moved, personal, scaled, typical_person
from .dipole import MARGIN_S, Train, Wave


@dataclass(frozen=True)
class Setting:
    """What a recording is to be.

    Attributes:
        duration_s, fs_hz: its length, s, and sampling rate, Hz.
        heart_rate_bpm: range of the sinus rate, beats a minute; None: what is usual in each condition.
        ectopic_probability: share of recordings in sinus rhythm that have early beats.
    """

    duration_s: float
    fs_hz: float
    heart_rate_bpm: tuple[float, float] | None
    ectopic_probability: float

    @property
    def num_samples(self) -> int:
        return round(self.duration_s * self.fs_hz)


@dataclass(frozen=True)
class Heart:
    """What the heart does: trains of beats, and (8, T) mV of atria that never rest."""

    trains: tuple[Train, ...]
    atria_mv: np.ndarray | float = 0.0


def _train(waves: tuple[Wave, ...], times_s: np.ndarray, intervals_s: np.ndarray | None = None) -> Train:
    return Train(waves, times_s, rhythms.repolarisation_intervals(times_s) if intervals_s is None else intervals_s)


def _sinus(rng, setting: Setting, form, *, rate_bpm=(55, 100), person=any_person, pr_s=0.0, p_gain=1.0, ectopic=None, own=False):
    """Sinus rhythm with ventricles of a form; `pr_s` is added to a PR interval of about 0.16 s; `own`: at its own rate alone."""
    who = person(rng)
    rate = rng.uniform(*(rate_bpm if own else setting.heart_rate_bpm or rate_bpm))
    times_s = rhythms.sinus_times(rng, rate, setting.duration_s)
    early = np.zeros(len(times_s), bool)
    if rng.random() < (setting.ectopic_probability if ectopic is None else ectopic):
        times_s, early = rhythms.early_beats(rng, times_s, setting.duration_s, rng.uniform(0.05, 0.25))
    intervals_s = rhythms.repolarisation_intervals(times_s)
    atria = moved(scaled(personal(NORMAL_P, who, rng), p_gain), -pr_s)
    ventricles = personal(form(rng) if callable(form) else form, who, rng)
    trains = [Train(atria, times_s[~early], intervals_s[~early]), Train(ventricles, times_s[~early], intervals_s[~early])]
    if early.any() and rng.random() < 0.65:
        ventricular = scaled(personal(forms.ventricular(rng), any_person(rng), rng), who.size)
        trains.append(_train(ventricular, times_s[early], np.full(early.sum(), 0.8)))
    elif early.any():  # from the atria: a P wave of its own, then the usual ventricles
        other_p = {'P': Wave(-0.150, 0.020, tuple(rng.normal(0, 0.07, 3)), follows_rate=True)}
        trains.append(Train(personal(other_p, who, rng) + ventricles, times_s[early], intervals_s[early]))
    return Heart(tuple(trains))


def _hyperkalaemia(rng, setting: Setting) -> Heart:
    def person(rng):
        return beats.Person(typical_person(rng).turn, rng.uniform(0.8, 1.1), rng.uniform(1.1, 1.5), 0.08)

    return _sinus(rng, setting, forms.hyperkalaemia, person=person, pr_s=rng.uniform(0.0, 0.06), p_gain=rng.uniform(0.2, 0.7))


def _low_voltage(rng, setting: Setting) -> Heart:
    """QRS below 0.5 mV in every limb lead and below 1 mV in every chest lead (Hancock et al. 2009 in `forms`)."""
    heart = _sinus(rng, setting, forms.normal, ectopic=0.0)
    heights_mv = beats.heights_mv(heart.trains[1].waves)
    # Breathing swells a beat by up to 8 %.
    gain = min(rng.uniform(0.2, 0.42) / heights_mv[:6].max(), 0.85 / heights_mv[6:].max())
    atria, ventricles = heart.trains
    atria = replace(atria, waves=scaled(atria.waves, max(gain, 0.5)))
    return Heart((atria, replace(ventricles, waves=scaled(ventricles.waves, gain))))


def _atrial_fibrillation(rng, setting: Setting) -> Heart:
    times_s = rhythms.fibrillation_times(rng, rng.uniform(55, 150), setting.duration_s)
    form = forms.normal(rng) if rng.random() < 0.7 else forms.nonspecific_st_t(rng)
    ventricles = personal(form, any_person(rng), rng)
    return Heart((_train(ventricles, times_s),), rhythms.fibrillatory_waves(rng, setting.num_samples, setting.fs_hz))


def _atrial_flutter(rng, setting: Setting) -> Heart:
    """Atria at 240 to 340 a minute, of which every second to fourth wave is conducted, at times in turn."""
    rate_bpm = rng.uniform(240, 340)
    cycle_s = 60 / rate_bpm
    blocks = [2, 3, 4] if rng.random() < 0.3 else [int(rng.choice([2, 3, 4], p=[0.45, 0.15, 0.4]))]
    count = int((setting.duration_s + 2 * MARGIN_S) / cycle_s / 2) + 8
    cycles = np.cumsum(rng.choice(blocks, count)) - int(MARGIN_S / cycle_s) - 4
    phase, delay = rng.uniform(0, 2 * np.pi, 2)
    times_s = (cycles + (delay - phase) / (2 * np.pi)) * cycle_s + rng.normal(0, 0.003, count)
    ventricles = personal(forms.normal(rng), any_person(rng), rng)
    atria_mv = rhythms.flutter_waves(rng, rate_bpm, phase, setting.num_samples, setting.fs_hz)
    return Heart((_train(ventricles, times_s),), atria_mv)


def _supraventricular_tachycardia(rng, setting: Setting) -> Heart:
    """Regular, narrow, fast; P is hidden in the QRS complex or stands just after it; ST is often depressed."""
    times_s = rhythms.regular_times(rng, rng.uniform(150, 220), setting.duration_s)
    form = forms.normal(rng)
    form['ST'] = forms.st_shift(rng.uniform(0, 1), (-0.12, -0.10, 0.04))
    if rng.random() < 0.5:
        form['P'] = Wave(rng.uniform(0.075, 0.11), 0.014, (0.02, -0.10, -0.04))
    return Heart((_train(personal(form, any_person(rng), rng), times_s),))


def _ventricular_tachycardia(rng, setting: Setting) -> Heart:
    """Regular, wide, fast; the atria beat on their own, their P waves seen now and then."""
    times_s = rhythms.regular_times(rng, rng.uniform(125, 210), setting.duration_s, jitter=0.01)
    person = any_person(rng)
    trains = [_train(personal(forms.ventricular(rng), person, rng), times_s)]
    if rng.random() < 0.6:
        atrial_s = rhythms.sinus_times(rng, rng.uniform(60, 100), setting.duration_s)
        trains.append(_train(personal(NORMAL_P, person, rng), atrial_s))
    return Heart(tuple(trains))


def _second_degree(rng, setting: Setting) -> Heart:
    """Wenckebach's periods, or every second beat dropped at a steady PR interval."""
    rate = rng.uniform(60, 100)
    person = any_person(rng)
    if rng.random() < 0.6:
        atrial_s, times_s = rhythms.wenckebach(rng, rate, setting.duration_s)
    else:
        atrial_s = rhythms.sinus_times(rng, rate, setting.duration_s)
        times_s = atrial_s[int(rng.integers(2)) :: 2]
    return Heart((_train(personal(NORMAL_P, person, rng), atrial_s), _train(personal(forms.normal(rng), person, rng), times_s)))


def _third_degree(rng, setting: Setting) -> Heart:
    """Atria and ventricles each at their own rate; the escape beats are narrow from the node, or wide and slower."""
    person = any_person(rng)
    wide = rng.random() < 0.5
    form = forms.ventricular(rng) if wide else forms.normal(rng)
    times_s = rhythms.regular_times(rng, rng.uniform(26, 40) if wide else rng.uniform(38, 52), setting.duration_s)
    atrial_s = rhythms.sinus_times(rng, rng.uniform(65, 105), setting.duration_s)
    return Heart((_train(personal(NORMAL_P, person, rng), atrial_s), _train(personal(form, person, rng), times_s)))


def _paced(rng, setting: Setting) -> Heart:
    """Right ventricular pacing behind sinus P waves, behind paced P waves, or over fibrillating atria."""
    person = typical_person(rng)
    times_s = rhythms.regular_times(rng, rng.uniform(58, 92), setting.duration_s, jitter=0.0005)
    # Unipolar pulses run between tip and can and are tall; bipolar ones run between two rings and are small.
    direction = np.array([0.45, -0.80, -0.2]) * rng.choice([-1, 1]) + rng.normal(0, 0.2, 3)
    pulse = forms.spike(rng.uniform(2, 10), rng.uniform(0.0008, 0.0012), direction, setting.fs_hz)
    first = forms.PACED['A']
    onset_s = (first.centre_s - 2.6 * first.width_s) * person.qrs_stretch
    ventricles = (*personal(forms.PACED, person, rng), *moved((pulse,), onset_s))
    mode = rng.integers(3)
    if mode == 0:
        return Heart((_train(ventricles, times_s),), rhythms.fibrillatory_waves(rng, setting.num_samples, setting.fs_hz))
    atria = tuple(Wave(w.centre_s - 0.03, w.width_s, w.dipole_mv) for w in personal(NORMAL_P, person, rng))
    if mode == 1:
        atria += moved(scaled((pulse,), rng.uniform(0.5, 1.0)), atria[0].centre_s - 2.6 * atria[0].width_s)
    return Heart((_train(atria, times_s), _train(ventricles, times_s)))


def _first_degree(rng, setting: Setting) -> Heart:
    return _sinus(rng, setting, forms.normal, rate_bpm=(50, 90), pr_s=rng.uniform(0.07, 0.18))


def _in_sinus(form, person=typical_person, rate_bpm=(60, 105), **options) -> Callable:
    return partial(_sinus, form=form, person=person, rate_bpm=rate_bpm, **options)


# name: function (rng, setting) -> Heart
CONDITIONS: dict[str, Callable[[np.random.Generator, Setting], Heart]] = {
    'normal': _in_sinus(forms.normal, any_person, (55, 100)),
    'sinus_bradycardia': _in_sinus(forms.normal, any_person, (36, 52), own=True),
    'sinus_tachycardia': _in_sinus(forms.normal, any_person, (105, 170), own=True),
    'nonspecific_st_t': _in_sinus(forms.nonspecific_st_t, any_person, (50, 120)),
    'ectopic_beats': _in_sinus(forms.normal, any_person, ectopic=1.0),
    'atrial_fibrillation': _atrial_fibrillation,
    'atrial_flutter': _atrial_flutter,
    'supraventricular_tachycardia': _supraventricular_tachycardia,
    'ventricular_tachycardia': _ventricular_tachycardia,
    'left_bundle_branch_block': _in_sinus(forms.LEFT_BUNDLE_BRANCH_BLOCK),
    'right_bundle_branch_block': _in_sinus(forms.RIGHT_BUNDLE_BRANCH_BLOCK),
    'left_ventricular_hypertrophy': _in_sinus(forms.left_ventricular_hypertrophy),
    'anterior_infarction': _in_sinus(forms.anterior_infarction),
    'inferior_infarction': _in_sinus(forms.inferior_infarction, rate_bpm=(48, 95)),
    'ischaemia': _in_sinus(forms.ischaemia),
    'hyperkalaemia': _hyperkalaemia,
    'paced': _paced,
    'low_voltage': _low_voltage,
    'first_degree_av_block': _first_degree,
    'second_degree_av_block': _second_degree,
    'third_degree_av_block': _third_degree,
}
