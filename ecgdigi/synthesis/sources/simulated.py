"""A simulated 12-lead ECG, so that the framework trains without any recorded data.

The heart is a dipole: each wave of a beat is a Gaussian in time along a fixed direction of space (the model of McSharry
et al. 2003, in the three-dimensional form of Sameni et al. 2007), and the leads are projections of the dipole by Dower's
matrix (Dower, Machado and Osborne 1980). Einthoven's and Goldberger's laws therefore hold exactly, noise included.

References:
    McSharry P, Clifford G, Tarassenko L, Smith L. A dynamical model for generating synthetic electrocardiogram signals.
        IEEE Trans Biomed Eng 50(3), 2003.
    Sameni R, Clifford G, Jutten C, Shamsollahi M. Multichannel ECG and noise modeling: application to maternal and fetal
        ECG signals. EURASIP J Adv Signal Process, 2007.
    Dower G, Machado H, Osborne J. On deriving the electrocardiogram from vectorcardiographic leads. Clin Cardiol 3, 1980.
"""

from dataclasses import dataclass

import numpy as np

from ecgdigi.registry import SIGNAL_SOURCES
from ecgdigi.signals import twelve_leads
from ecgdigi.structures import ECGSignal

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


@dataclass(frozen=True)
class Wave:
    """One wave of a beat: a Gaussian in time along a direction of space."""

    centre_s: float  # after the R peak
    width_s: float  # standard deviation
    dipole_mv: tuple[float, float, float]  # along X, Y, Z


# A normal beat. Chosen so that the projected leads have usual amplitudes: R of 1 mV in II, rS in V1, R of 1.2 mV in V5.
NORMAL_BEAT = {
    'P': Wave(-0.165, 0.022, (0.06, 0.10, -0.01)),
    'Q': Wave(-0.022, 0.007, (-0.12, -0.05, -0.18)),
    'R': Wave(0.0, 0.0115, (0.95, 0.85, 0.15)),
    'S': Wave(0.024, 0.009, (-0.25, -0.22, 0.45)),
    'T1': Wave(0.23, 0.050, (0.14, 0.12, -0.08)),
    'T2': Wave(0.29, 0.033, (0.14, 0.12, -0.10)),
    'U': Wave(0.43, 0.030, (0.01, 0.01, -0.01)),
}


@SIGNAL_SOURCES.register_module()
class SimulatedECG:
    """Twelve leads of a simulated heart at rest: rate, axis, wave shapes, ectopic beats and noise vary.

    Args:
        duration_s: length, s.
        fs_hz: sampling rate, Hz.
        heart_rate_bpm: range of the mean rate, beats a minute.
        ectopic_probability: share of recordings with ventricular or atrial ectopic beats.
    """

    def __init__(
        self,
        *,
        duration_s: float,
        fs_hz: float,
        heart_rate_bpm: tuple[float, float] = (40, 180),
        ectopic_probability: float = 0.3,
    ):
        self.duration_s = duration_s
        self.fs_hz = fs_hz
        self.heart_rate_bpm = tuple(heart_rate_bpm)
        self.ectopic_probability = ectopic_probability

    def __call__(self, rng: np.random.Generator) -> ECGSignal:
        times_s = np.arange(round(self.duration_s * self.fs_hz)) / self.fs_hz
        # Rates near 75 are commonest in practice; a uniform draw keeps the rare ends in view of the network.
        rate_bpm = rng.uniform(*self.heart_rate_bpm) if rng.random() < 0.5 else np.clip(rng.normal(75, 15), 42, 140)
        beat = _random_beat(rng)
        dipole = np.zeros((3, len(times_s)))
        ectopic_share = rng.uniform(0.03, 0.25) if rng.random() < self.ectopic_probability else 0.0
        ventricular = _ventricular_beat(rng)
        for start_s, interval_s, is_ectopic in _beats(rng, rate_bpm, self.duration_s, ectopic_share):
            wide = is_ectopic and rng.random() < 0.7
            _add_beat(dipole, times_s, ventricular if wide else beat, start_s, interval_s)
        leads = DOWER @ dipole
        leads += _noise(rng, times_s, self.fs_hz)
        return twelve_leads(leads[0], leads[1], leads[2:], fs_hz=self.fs_hz)


def _random_beat(rng: np.random.Generator) -> dict[str, Wave]:
    """A person's beat: the normal one turned in space, its waves scaled and moved."""
    frontal = np.deg2rad(rng.normal(0, 35))  # electrical axis
    horizontal = np.deg2rad(rng.normal(0, 25))  # rotation of the precordial transition
    turn_frontal = np.array([[np.cos(frontal), -np.sin(frontal), 0], [np.sin(frontal), np.cos(frontal), 0], [0, 0, 1]])
    turn_horizontal = np.array(
        [[np.cos(horizontal), 0, -np.sin(horizontal)], [0, 1, 0], [np.sin(horizontal), 0, np.cos(horizontal)]]
    )
    turn = turn_horizontal @ turn_frontal
    size = np.exp(rng.normal(-0.1, 0.35))
    qrs_width = np.exp(rng.normal(0, 0.18))
    t_gain = rng.choice([1.0, rng.uniform(-0.8, 0.3), rng.uniform(1.2, 2.2)], p=[0.7, 0.2, 0.1])
    st_mv = rng.normal(0, 0.06, 3) if rng.random() < 0.25 else np.zeros(3)
    beat = {}
    for name, wave in NORMAL_BEAT.items():
        gain = size * np.exp(rng.normal(0, 0.25)) * (t_gain if name[0] in 'TU' else 1.0)
        if name == 'P' and rng.random() < 0.1:
            gain = 0.0
        stretch = qrs_width if name in 'QRS' else np.exp(rng.normal(0, 0.12))
        dipole = turn @ np.asarray(wave.dipole_mv) * gain + rng.normal(0, 0.05, 3) * np.abs(wave.dipole_mv).max()
        centre_s = wave.centre_s * (qrs_width if name in 'QRS' else 1 + rng.normal(0, 0.06))
        beat[name] = Wave(centre_s, wave.width_s * stretch, tuple(dipole))
    beat['ST'] = Wave(0.12, 0.035, tuple(st_mv))
    return beat


def _ventricular_beat(rng: np.random.Generator) -> dict[str, Wave]:
    """A ventricular ectopic beat: no P, wide QRS in a random direction, T against it."""
    direction = rng.normal(size=3)
    direction *= rng.uniform(0.8, 2.0) / np.linalg.norm(direction)
    wide = rng.uniform(0.025, 0.04)
    return {
        'R': Wave(0.0, wide, tuple(direction)),
        'S': Wave(wide * 2.2, wide, tuple(-0.4 * direction + rng.normal(0, 0.1, 3))),
        'T': Wave(0.3, 0.06, tuple(-0.35 * direction)),
    }


def _beats(rng, rate_bpm: float, duration_s: float, ectopic_share: float):
    """Yield (time of R in s, interval to the next beat in s, whether ectopic)."""
    mean_s = 60 / rate_bpm
    phases = rng.uniform(0, 2 * np.pi, 2)
    # Slow and respiratory rhythm of the interval, as in McSharry 2003.
    depth = rng.uniform(0.005, 0.05, 2)
    irregular = rng.uniform(0.1, 0.25) if rng.random() < 0.1 else 0.01
    now_s = -rng.uniform(0, mean_s) - 0.5
    while now_s < duration_s + 0.5:
        slow = depth[0] * np.sin(2 * np.pi * 0.1 * now_s + phases[0])
        breath = depth[1] * np.sin(2 * np.pi * 0.25 * now_s + phases[1])
        interval_s = mean_s * max(0.45, 1 + slow + breath + rng.normal(0, irregular))
        is_ectopic = rng.random() < ectopic_share
        if is_ectopic:
            yield now_s - 0.35 * mean_s * rng.uniform(0.6, 1), interval_s, True
        else:
            yield now_s, interval_s, False
        now_s += interval_s


def _add_beat(dipole, times_s, beat: dict[str, Wave], start_s: float, interval_s: float) -> None:
    """Add one beat to (3, T) `dipole`; repolarisation comes sooner at fast rates (Bazett's square root)."""
    squeeze = np.sqrt(np.clip(interval_s, 0.3, 1.2))
    for name, wave in beat.items():
        late = name[0] in 'TU' or name == 'P'
        centre_s = start_s + wave.centre_s * (squeeze if late else 1.0)
        width_s = wave.width_s * (squeeze if late else 1.0)
        near = slice(*np.searchsorted(times_s, [centre_s - 5 * width_s, centre_s + 5 * width_s]))
        shape = np.exp(-0.5 * ((times_s[near] - centre_s) / width_s) ** 2)
        dipole[:, near] += np.asarray(wave.dipole_mv)[:, None] * shape


def _noise(rng, times_s, fs_hz: float) -> np.ndarray:
    """(8, T) mV: wander of the baseline, muscle noise and mains hum, of each independent lead."""
    wander_mv = rng.gamma(1.2, 0.05)
    noise = np.zeros((8, len(times_s)))
    for _ in range(4):
        frequency_hz = rng.uniform(0.05, 0.5)
        gains = rng.normal(0, wander_mv / 2, (8, 1))
        noise += gains * np.sin(2 * np.pi * frequency_hz * times_s + rng.uniform(0, 2 * np.pi, (8, 1)))
    muscle_mv = rng.gamma(1.0, 0.008)
    noise += _band_limited(rng.normal(0, muscle_mv, noise.shape), fs_hz, highest_hz=rng.uniform(40, 150))
    if rng.random() < 0.15:
        hum = np.sin(2 * np.pi * rng.choice([50.0, 60.0]) * times_s + rng.uniform(0, 6))
        noise += rng.normal(0, 0.02, (8, 1)) * hum
    return noise


def _band_limited(noise: np.ndarray, fs_hz: float, highest_hz: float) -> np.ndarray:
    spectrum = np.fft.rfft(noise)
    spectrum[:, np.fft.rfftfreq(noise.shape[1], 1 / fs_hz) > highest_hz] = 0
    return np.fft.irfft(spectrum, noise.shape[1])
