"""The heart as a dipole: waves of beats in space, projected onto the leads.

Each wave is a Gaussian in time along a fixed direction of space (McSharry et al. 2003, in the three-dimensional form of
Sameni et al. 2007), here with its own width before and after the peak. Waves that follow each other in different directions
make the dipole's path, and so the shape of the QRS complex in each lead. The leads are projections of the dipole by Dower's
matrix, so Einthoven's and Goldberger's laws hold.

References:
    McSharry P, Clifford G, Tarassenko L, Smith L. A dynamical model for generating synthetic electrocardiogram signals.
        IEEE Trans Biomed Eng 50(3), 2003.
    Sameni R, Clifford G, Jutten C, Shamsollahi M. Multichannel ECG and noise modeling: application to maternal and fetal
        ECG signals. EURASIP J Adv Signal Process, 2007.
    Dower G, Machado H, Osborne J. On deriving the electrocardiogram from vectorcardiographic leads. Clin Cardiol 3, 1980.
    Bazett H. An analysis of the time-relations of electrocardiograms. Heart 7, 1920.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

# Rows: I, II, V1 to V6; columns: X to the patient's left, Y to the feet, Z to the back.
DOWER = np.array([
    [0.632, -0.235, 0.059],
    [0.235, 1.066, -0.132],
    [-0.515, 0.157, -0.917],
    [0.044, 0.164, -1.387],
    [0.882, 0.098, -1.277],
    [1.213, 0.127, -0.601],
    [1.125, 0.127, -0.086],
    [0.831, 0.076, 0.230],
])  # fmt: skip

# Beats this far outside the recording are drawn too, for their waves reach into it.
MARGIN_S = 1.2
# A Gaussian is cut where it has sunk to 3e-4 of its peak: 0.3 uV of an R wave, a hundredth of the width of a pen.
REACH = 4.0


@dataclass(frozen=True)
class Wave:
    """One wave of a beat.

    Attributes:
        centre_s: time of the peak after the beat's reference (the R peak), s.
        width_s: standard deviation before the peak, s.
        dipole_mv: peak along X, Y, Z, mV.
        fall_s: standard deviation after the peak, s; None: as before it.
        follows_rate: centre and widths are those at 60 beats a minute and shrink with the square root of the interval
            between beats (Bazett 1920).
    """

    centre_s: float
    width_s: float
    dipole_mv: tuple[float, float, float]
    fall_s: float | None = None
    follows_rate: bool = False


@dataclass(frozen=True)
class Train:
    """The same waves again and again.

    Attributes:
        waves: of one beat.
        times_s: (N,) reference times, s.
        intervals_s: (N,) interval between beats that sets the time of repolarisation, s.
    """

    waves: tuple[Wave, ...]
    times_s: np.ndarray
    intervals_s: np.ndarray


def project(trains: Sequence[Train], num_samples: int, fs_hz: float, *, breath: tuple[float, float, float]) -> np.ndarray:
    """Leads of all trains together.

    Args:
        breath: how breathing swells the beats: relative depth, frequency in Hz, phase in radians.

    Returns:
        (8, num_samples) float32, mV: I, II, V1 to V6.
    """
    pairs = [(wave, train) for train in trains if len(train.times_s) for wave in train.waves]
    if not pairs:
        return np.zeros((8, num_samples), np.float32)
    margin = round(MARGIN_S * fs_hz)
    shapes = np.zeros((len(pairs), num_samples + 2 * margin), np.float32)
    for row, (wave, train) in zip(shapes, pairs, strict=True):
        _add_gaussians(row, wave, train, fs_hz, breath)
    directions = np.array([wave.dipole_mv for wave, _ in pairs], np.float32).T
    return (DOWER.astype(np.float32) @ directions) @ shapes[:, margin : margin + num_samples]


def _add_gaussians(row: np.ndarray, wave: Wave, train: Train, fs_hz: float, breath: tuple[float, float, float]) -> None:
    squeeze = np.sqrt(np.clip(train.intervals_s, 0.3, 1.2)) if wave.follows_rate else np.ones(len(train.times_s))
    centres = (train.times_s + wave.centre_s * squeeze + MARGIN_S) * fs_hz
    before = wave.width_s * squeeze * fs_hz
    after = before if wave.fall_s is None else wave.fall_s * squeeze * fs_hz
    left, right = int(REACH * before.max()) + 1, int(REACH * after.max()) + 2
    starts = np.floor(centres).astype(int) - left
    inside = (starts >= 0) & (starts + left + right <= len(row))
    distance = (starts - centres)[inside, None].astype(np.float32) + np.arange(left + right, dtype=np.float32)
    distance[:, : left + 1] *= (1 / before[inside, None]).astype(np.float32)
    distance[:, left + 1 :] *= (1 / after[inside, None]).astype(np.float32)
    gains = 1 + breath[0] * np.sin(2 * np.pi * breath[1] * train.times_s[inside] + breath[2])
    values = np.exp(-0.5 * distance * distance) * gains[:, None].astype(np.float32)
    for start, value in zip(starts[inside].tolist(), values, strict=True):
        row[start : start + len(value)] += value
