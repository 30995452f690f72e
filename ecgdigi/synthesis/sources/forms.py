"""Waves of the ventricles in disease: which way the dipole goes, and when.

The criteria that the forms are made to meet (QRS duration, leads of ST elevation, voltages) are those of the recommendations
of the AHA, ACCF and HRS and of the universal definition of myocardial infarction; the dipoles themselves are ours.

References:
    Surawicz B, Childers R, Deal B, Gettes L. AHA/ACCF/HRS recommendations for the standardization and interpretation of the
        electrocardiogram, part III: intraventricular conduction disturbances. J Am Coll Cardiol 53(11), 2009.
    Rautaharju P, Surawicz B, Gettes L. The same, part IV: the ST segment, T and U waves, and the QT interval. Ibid.
    Hancock E, Deal B, Mirvis D, et al. The same, part V: changes associated with cardiac chamber hypertrophy. Ibid.
    Wagner G, Macfarlane P, Wellens H, et al. The same, part VI: acute ischemia/infarction. Ibid.
    Thygesen K, Alpert J, Jaffe A, et al. Fourth universal definition of myocardial infarction (2018). Circulation 138(20), 2018.
    Sokolow M, Lyon T. The ventricular complex in left ventricular hypertrophy as obtained by unipolar precordial and limb
        leads. Am Heart J 37(2), 1949.
"""

import numpy as np

from .beats import NORMAL_QRS, NORMAL_T, NORMAL_VENTRICLES
from .dipole import DOWER, Wave

Form = dict[str, Wave]


def _times(gain: float, dipole: tuple[float, float, float]) -> tuple[float, float, float]:
    return tuple(gain * value for value in dipole)


def st_shift(gain: float, dipole: tuple[float, float, float]) -> Wave:
    """A shift of the ST segment that stands from the J point on and fades within the T wave."""
    return Wave(0.075, 0.012, _times(gain, dipole), fall_s=0.11)


# The septum is activated from right to left, then the free wall slowly: all forces to the left and back, T against them.
LEFT_BUNDLE_BRANCH_BLOCK = {
    'A': Wave(-0.040, 0.012, (0.35, 0.12, -0.02)),
    'B': Wave(-0.008, 0.014, (0.90, 0.32, 0.72)),
    'C': Wave(0.030, 0.016, (0.85, 0.12, 0.85)),
    'D': Wave(0.058, 0.013, (0.35, -0.08, 0.38)),
    'ST': Wave(0.11, 0.020, (-0.12, -0.03, -0.14), fall_s=0.09),
    'T': Wave(0.31, 0.055, (-0.28, -0.08, -0.32), fall_s=0.045, follows_rate=True),
}

# A normal beginning; the right ventricle comes last, so that the late forces point to the right and forward.
RIGHT_BUNDLE_BRANCH_BLOCK = {
    'Q': NORMAL_QRS['Q'],
    'R': NORMAL_QRS['R'],
    'S': Wave(0.026, 0.010, (-0.10, -0.12, 0.25)),
    'R2': Wave(0.058, 0.013, (-0.40, 0.05, -0.45)),
    'R3': Wave(0.082, 0.014, (-0.28, 0.05, -0.34)),
    'T1': Wave(0.26, 0.050, (0.16, 0.11, 0.11), follows_rate=True),
    'T2': Wave(0.32, 0.035, (0.14, 0.11, 0.10), follows_rate=True),
}


def normal(rng: np.random.Generator) -> Form:
    """The normal beat, at times with a slight early repolarisation."""
    form = dict(NORMAL_VENTRICLES)
    if rng.random() < 0.15:
        form['ST'] = st_shift(rng.uniform(0.3, 1.0), (0.06, 0.05, -0.08))
    return form


def nonspecific_st_t(rng: np.random.Generator) -> Form:
    """Flat, inverted or tall T waves, and a slight shift of ST in any direction."""
    gain = rng.choice([rng.uniform(-0.8, 0.3), rng.uniform(1.3, 2.2)], p=[0.7, 0.3])
    form = {**NORMAL_QRS, **{k: Wave(w.centre_s, w.width_s, _times(gain, w.dipole_mv), None, True) for k, w in NORMAL_T.items()}}
    form['ST'] = st_shift(1.0, tuple(rng.normal(0, 0.05, 3)))
    return form


def left_ventricular_hypertrophy(rng: np.random.Generator) -> Form:
    """Tall R to the left and back: S in V1 and R in V5 are 3.5 mV together or more (Sokolow and Lyon 1949); often strain."""
    gain = rng.uniform(1.1, 1.6)
    form = {
        'Q': Wave(-0.024, 0.008, (-0.20, -0.06, -0.25)),
        'R': Wave(0.0, 0.0135, _times(gain, (1.75, 0.90, 0.55))),
        'S': Wave(0.028, 0.011, _times(gain, (0.10, -0.20, 0.80))),
        **NORMAL_T,
    }
    if rng.random() < 0.6:
        strain = rng.uniform(0.6, 1.5)
        form |= {
            'ST': st_shift(strain, (-0.13, -0.05, -0.10)),
            'T1': Wave(0.27, 0.060, _times(strain, (-0.26, -0.08, -0.24)), fall_s=0.030, follows_rate=True),
            'T2': Wave(0.36, 0.025, _times(strain, (0.05, 0.03, 0.03)), follows_rate=True),
        }
    return form


def anterior_infarction(rng: np.random.Generator) -> Form:
    """ST elevation in V1 to V4 with a slight depression in III and aVF; in half of them Q waves or QS in V1 to V3."""
    gain = rng.uniform(0.7, 2.0)
    form = {**NORMAL_QRS, 'ST': st_shift(gain, (0.12, -0.10, -0.30))}
    form['T1'] = Wave(0.26, 0.060, _times(0.4 + 0.5 * gain, (0.16, 0.0, -0.26)), fall_s=0.045, follows_rate=True)
    if rng.random() < 0.5:
        form['Q'] = Wave(-0.020, 0.013, (0.0, 0.0, rng.uniform(0.6, 0.9)))
        form['R'] = Wave(0.002, 0.0115, (0.60, 0.60, 0.10))
    return form


def inferior_infarction(rng: np.random.Generator) -> Form:
    """ST elevation in II, III, aVF (III above II) with depression in I and aVL; in half of them Q waves of 40 ms there."""
    gain = rng.uniform(0.6, 1.7)
    form = {**NORMAL_QRS, 'ST': st_shift(gain, (-0.06, 0.26, 0.05))}
    form['T1'] = Wave(0.26, 0.060, _times(0.4 + 0.5 * gain, (0.06, 0.26, -0.04)), fall_s=0.045, follows_rate=True)
    if rng.random() < 0.5:
        form['Q'] = Wave(-0.028, 0.013, (0.05, -rng.uniform(0.45, 0.65), -0.08))
        form['R'] = Wave(0.002, 0.0115, (0.90, 0.60, 0.15))
    return form


def ischaemia(rng: np.random.Generator) -> Form:
    """ST depression in V4 to V6, I and II with elevation in aVR, or deep symmetrical T inversion in the chest leads, or both."""
    kind = rng.integers(3)
    form = dict(NORMAL_VENTRICLES)
    if kind != 1:
        form['ST'] = st_shift(rng.uniform(0.8, 1.8), (-0.14, -0.10, 0.05))
    if kind != 0:
        form |= {
            'T1': Wave(0.29, 0.042, _times(rng.uniform(0.7, 1.5), (-0.26, -0.08, 0.24)), follows_rate=True),
            'T2': Wave(0.29, 0.050, (-0.02, -0.02, 0.02), follows_rate=True),
        }
    return form


def hyperkalaemia(rng: np.random.Generator) -> Form:
    """A tall, narrow and symmetrical T wave."""
    return {**NORMAL_QRS, 'T': Wave(0.27, 0.030, _times(rng.uniform(1.0, 1.8), (0.42, 0.36, -0.34)), follows_rate=True)}


def ventricular(rng: np.random.Generator) -> Form:
    """A beat that begins in the ventricles: wide, in any direction, ST and T against it."""
    direction = rng.normal(size=3)
    direction *= rng.uniform(0.7, 1.6) / np.linalg.norm(direction)
    aside = rng.normal(0, 0.15, 3) * np.linalg.norm(direction)
    wide_s = rng.uniform(0.018, 0.025)
    return {
        'A': Wave(-wide_s, 0.8 * wide_s, tuple(0.5 * direction + aside)),
        'R': Wave(0.2 * wide_s, wide_s, tuple(0.8 * direction - aside)),
        'S': Wave(2.4 * wide_s, wide_s, tuple(-0.35 * direction + aside)),
        'ST': Wave(0.12, 0.020, tuple(-0.12 * direction), fall_s=0.08),
        'T': Wave(0.33, 0.060, tuple(-0.33 * direction), fall_s=0.045, follows_rate=True),
    }


# From the apex of the right ventricle: to the left, back and upwards; left bundle branch block with a superior axis.
PACED = {
    'A': Wave(-0.036, 0.013, (0.30, -0.35, 0.15)),
    'B': Wave(0.0, 0.018, (0.58, -0.75, 0.72)),
    'C': Wave(0.040, 0.018, (0.38, -0.58, 0.65)),
    'ST': Wave(0.11, 0.020, (-0.08, 0.10, -0.12), fall_s=0.09),
    'T': Wave(0.32, 0.060, (-0.18, 0.28, -0.28), fall_s=0.045, follows_rate=True),
}


def spike(height_mv: float, width_s: float, direction: np.ndarray, fs_hz: float) -> Wave:
    """A pacing pulse as a recorder of this sampling rate sees it.

    A rectangle of `width_s` is far too short to be sampled; what is left of it after the low-pass filter of the recorder
    has the same area and the filter's width. The filter is a Gaussian, -3 dB at 150 Hz (the least that Kligfield et al.,
    J Am Coll Cardiol 49(10), 2007 recommend for adults) or at 0.3 of a sampling rate that does not allow this.

    Args:
        height_mv: of the pulse before filtering in the lead where it is tallest, mV.
        width_s: of the pulse, s.
        direction: (3,) of the pulse's dipole, any length.
    """
    cutoff_hz = min(150.0, 0.3 * fs_hz)
    sd_s = np.sqrt(np.log(2)) / (2 * np.pi * cutoff_hz)
    peak_mv = height_mv * width_s / (sd_s * np.sqrt(2 * np.pi))
    scale = peak_mv / np.abs(DOWER @ direction).max()
    return Wave(0.0, sd_s, tuple((scale * direction).tolist()))
