"""A person's beat: waves of the normal heart, and how they differ from one person to the next."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from .dipole import Train, Wave, project

# A normal beat. Chosen so that the projected leads have usual amplitudes: R of 1 mV in II, rS in V1, R of 1.2 mV in V5.
NORMAL_P = {'P': Wave(-0.165, 0.022, (0.06, 0.10, -0.01), follows_rate=True)}
NORMAL_QRS = {
    'Q': Wave(-0.022, 0.007, (-0.12, -0.05, -0.18)),
    'R': Wave(0.0, 0.0115, (0.95, 0.85, 0.15)),
    'S': Wave(0.024, 0.009, (-0.25, -0.22, 0.45)),
}
NORMAL_T = {
    'T1': Wave(0.23, 0.050, (0.14, 0.12, -0.08), follows_rate=True),
    'T2': Wave(0.29, 0.033, (0.14, 0.12, -0.10), follows_rate=True),
    'U': Wave(0.43, 0.030, (0.01, 0.01, -0.01), follows_rate=True),
}
NORMAL_VENTRICLES = {**NORMAL_QRS, **NORMAL_T}


@dataclass(frozen=True)
class Person:
    """What all beats of one recording share.

    Attributes:
        turn: (3, 3) rotation of the heart in the chest.
        size: gain of all waves.
        qrs_stretch: factor on times and widths of the QRS complex.
        spread: standard deviation of the logarithm of each wave's own gain.
    """

    turn: np.ndarray
    size: float
    qrs_stretch: float
    spread: float


def any_person(rng: np.random.Generator) -> Person:
    """A person of any electrical axis and chest."""
    return Person(_turn(rng, 24, 20), np.exp(rng.normal(-0.1, 0.3)), np.clip(np.exp(rng.normal(0, 0.1)), 0.8, 1.2), 0.2)


def typical_person(rng: np.random.Generator) -> Person:
    """A person in whose leads a condition shows as in the textbook: axis and amplitudes are near the usual."""
    return Person(_turn(rng, 8, 6), np.exp(rng.normal(0, 0.15)), rng.uniform(0.92, 1.1), 0.08)


def _turn(rng: np.random.Generator, frontal_deg: float, horizontal_deg: float) -> np.ndarray:
    frontal, horizontal = np.deg2rad(rng.normal((-8, 0), (frontal_deg, horizontal_deg)))
    sin, cos = np.sin([frontal, horizontal]), np.cos([frontal, horizontal])
    turn_frontal = np.array([[cos[0], -sin[0], 0], [sin[0], cos[0], 0], [0, 0, 1]])
    turn_horizontal = np.array([[cos[1], 0, -sin[1]], [0, 1, 0], [sin[1], 0, cos[1]]])
    return turn_horizontal @ turn_frontal


def personal(waves: Mapping[str, Wave], person: Person, rng: np.random.Generator) -> tuple[Wave, ...]:
    """The waves as this person has them: turned in space, each with gain, width and time a little its own.

    Waves that follow the rate (P, T, U) move on their own; all others belong to the QRS complex and are stretched together.
    """
    own = []
    for wave in waves.values():
        dipole = np.asarray(wave.dipole_mv)
        turned = person.turn @ dipole * np.exp(rng.normal(0, person.spread))
        turned += rng.normal(0, 0.2 * person.spread, 3) * np.abs(dipole).max()
        time, width = (1 + rng.normal(0, 0.05), np.exp(rng.normal(0, 0.1))) if wave.follows_rate else (person.qrs_stretch,) * 2
        own.append(
            replace(
                wave,
                centre_s=wave.centre_s * time,
                width_s=wave.width_s * width,
                fall_s=None if wave.fall_s is None else wave.fall_s * width,
                dipole_mv=tuple((person.size * turned).tolist()),
            )
        )
    return tuple(own)


def scaled(waves: tuple[Wave, ...], gain: float) -> tuple[Wave, ...]:
    """The same waves, `gain` times as tall."""
    return tuple(replace(wave, dipole_mv=tuple(gain * value for value in wave.dipole_mv)) for wave in waves)


def moved(waves: tuple[Wave, ...], later_s: float) -> tuple[Wave, ...]:
    """The same waves, later by `later_s`, s."""
    return tuple(replace(wave, centre_s=wave.centre_s + later_s) for wave in waves)


def heights_mv(waves: tuple[Wave, ...]) -> np.ndarray:
    """(12,) mV: from the lowest to the highest point of one beat in I, II, III, aVR, aVL, aVF, V1 to V6."""
    eight = project([Train(waves, np.array([0.5]), np.array([0.8]))], 500, 500.0, breath=(0.0, 0.0, 0.0))
    lead_i, lead_ii = eight[:2]
    augmented = [-(lead_i + lead_ii) / 2, lead_i - lead_ii / 2, lead_ii - lead_i / 2]
    return np.ptp([lead_i, lead_ii, lead_ii - lead_i, *augmented, *eight[2:]], axis=1)
