"""What electrodes, skin and amplifiers add: noise of each electrode, leads that fall off, amplifiers at their limit.

Noise arises at electrodes, not in leads: nine of them, the chest ones against the mean of the three on the limbs (Wilson et
al. 1934). So noise of the left arm is seen in every lead but II, and Einthoven's and Goldberger's laws hold with it.

References:
    Wilson F, Johnston F, Macleod A, Barker P. Electrocardiograms that represent the potential variations of a single
        electrode. Am Heart J 9(4), 1934.
    Clifford G, Azuaje F, McSharry P, eds. Advanced Methods and Tools for ECG Data Analysis. Artech House, 2006.
"""

from collections.abc import Callable, Mapping

import numpy as np
from scipy import fft

ELECTRODES = ('RA', 'LA', 'LL', 'V1', 'V2', 'V3', 'V4', 'V5', 'V6')

_LIMB_LEADS = np.array([
    [-1, 1, 0],
    [-1, 0, 1],
    [0, -1, 1],
    [1, -0.5, -0.5],
    [-0.5, 1, -0.5],
    [-0.5, -0.5, 1],
])  # fmt: skip

# (12, 9) float32: leads in their standard order from potentials of ELECTRODES.
LEADS_FROM_ELECTRODES = np.block([[_LIMB_LEADS, np.zeros((6, 6))], [np.full((6, 3), -1 / 3), np.eye(6)]]).astype(np.float32)
# The leads that a recorder measures; it computes III, aVR, aVL and aVF from I and II.
MEASURED = (0, 1, 6, 7, 8, 9, 10, 11)

# Share of recordings with each artefact.
DEFAULT_ARTEFACTS = {'wander': 1.0, 'muscle': 1.0, 'hum': 0.15, 'motion': 0.06, 'saturation': 0.01, 'lead_off': 0.02}


def checked_artefacts(artefacts: Mapping[str, float], owner: str) -> dict[str, float]:
    """The shares as a dict.

    Raises:
        ValueError: a name that is none of `DEFAULT_ARTEFACTS`, or a share outside 0 to 1.
    """
    for name, share in artefacts.items():
        if name not in DEFAULT_ARTEFACTS or not 0 <= share <= 1:
            raise ValueError(f'{owner}: artefacts={{{name!r}: {share}}}: names are {", ".join(DEFAULT_ARTEFACTS)}, shares 0 to 1')
    return dict(artefacts)


def electrode_noise(rng: np.random.Generator, num_samples: int, fs_hz: float, shares: Mapping[str, float]) -> np.ndarray:
    """(9, T) float32, mV: wander, muscle noise, mains hum and motion of each electrode.

    Args:
        shares: share of recordings with each of them; what is not named does not occur.
    """
    noise_mv = np.zeros((len(ELECTRODES), num_samples), np.float32)
    for name, make in (('wander', _wander), ('muscle', _muscle), ('hum', _hum), ('motion', _motion)):
        if rng.random() < shares.get(name, 0.0):
            noise_mv += make(rng, num_samples, fs_hz)
    return noise_mv


def _tones(rates_hz, num_samples: int, fs_hz: float, phase: float = 0.0) -> np.ndarray:
    """(N, T) complex64: exp(i (2 pi f t + phase)), made of two short tables: several times faster than sines of all samples."""
    block = int(np.ceil(np.sqrt(num_samples)))
    angles = 2 * np.pi * np.asarray(rates_hz)[:, None] / fs_hz * np.arange(block)
    steps, jumps = np.exp(1j * (angles + phase)).astype(np.complex64), np.exp(1j * block * angles).astype(np.complex64)
    return (jumps[:, :, None] * steps[:, None, :]).reshape(len(angles), -1)[:, :num_samples]


def _wander(rng, num_samples: int, fs_hz: float) -> np.ndarray:
    return slow_drift(rng, num_samples, fs_hz, lambda: 0.7 * rng.gamma(1.2, 0.05))


def slow_drift(rng: np.random.Generator, num_samples: int, fs_hz: float, draw_height_mv: Callable[[], float]) -> np.ndarray:
    """(9, T) float32, mV: drift of each electrode by breathing and skin, a mixture of four tones of 0.05 to 0.5 Hz.

    Args:
        draw_height_mv: gives its standard deviation, mV.
    """
    tones = _tones(rng.uniform(0.05, 0.5, 4), num_samples, fs_hz)
    gains_mv = draw_height_mv() / np.sqrt(len(tones)) * rng.standard_normal((len(ELECTRODES), 2 * len(tones)))
    return gains_mv.astype(np.float32) @ np.concatenate([tones.real, tones.imag])


def _muscle(rng, num_samples: int, fs_hz: float) -> np.ndarray:
    """Noise of the muscles, from 5 Hz or more to at most 150 Hz, in half of the recordings swelling and fading."""
    size = fft.next_fast_len(num_samples, real=True)
    first, stop = (int(rng.uniform(*band_hz) * size / fs_hz) for band_hz in ((1, 25), (45, 150)))
    stop = min(stop, size // 2)
    first = min(first, stop - 1)
    spectrum = np.zeros((len(ELECTRODES), size // 2 + 1), np.complex64)
    spectrum.real[:, first:stop] = rng.standard_normal((len(ELECTRODES), stop - first), np.float32)
    spectrum.imag[:, first:stop] = rng.standard_normal((len(ELECTRODES), stop - first), np.float32)
    # The arms tremble more than the chest.
    heights_mv = rng.gamma(1.0, 0.006) * rng.gamma(4.0, 0.25, (len(ELECTRODES), 1))
    spectrum *= (heights_mv * size / (2 * np.sqrt(stop - first))).astype(np.float32)
    noise_mv = fft.irfft(spectrum, size)[:, :num_samples]
    if rng.random() < 0.5:
        swell = _tones([rng.uniform(0.05, 0.4)], num_samples, fs_hz, rng.uniform(0, 2 * np.pi))[0].imag
        noise_mv *= (0.6 * swell + 0.8) ** 2
    return noise_mv


def _hum(rng, num_samples: int, fs_hz: float) -> np.ndarray:
    """The mains at 50 or 60 Hz, with its third harmonic where the rate allows."""
    mains_hz = rng.choice([50.0, 60.0])
    tone = _tones([mains_hz], num_samples, fs_hz, rng.uniform(0, 2 * np.pi))[0]
    harmonic = np.float32(rng.uniform(0, 0.3)) * (tone**3).imag if 3 * mains_hz < 0.5 * fs_hz else np.float32(0)
    height_mv = rng.gamma(1.5, 0.012)
    return rng.normal(0, height_mv, (len(ELECTRODES), 1)).astype(np.float32) * (tone.imag + harmonic)


def _motion(rng, num_samples: int, fs_hz: float) -> np.ndarray:
    """An electrode is pulled: its potential jumps within 20 to 150 ms and comes back as the recorder's high-pass lets it."""
    noise_mv = np.zeros((len(ELECTRODES), num_samples), np.float32)
    electrode = rng.integers(len(ELECTRODES))
    for _ in range(rng.integers(1, 4)):
        after_s = np.arange(num_samples) / fs_hz - rng.uniform(0, num_samples / fs_hz)
        rise = np.clip(after_s / rng.uniform(0.02, 0.15), 0, 1)
        decay = np.exp(-np.maximum(after_s, 0) / rng.uniform(0.2, 3.0))
        noise_mv[electrode] += rng.choice([-1, 1]) * rng.gamma(1.5, 0.8) * rise * decay
    return noise_mv


def saturate(rng: np.random.Generator, eight_mv: np.ndarray, fs_hz: float) -> np.ndarray:
    """(8, T) mV: one measured lead drifts until its amplifier is at its limit, which it does not leave again.

    Args:
        eight_mv: (8, T) mV: I, II, V1 to V6.
    """
    limit_mv = rng.uniform(2.5, 6.0)
    out = np.clip(eight_mv, -limit_mv, limit_mv)
    lead = rng.integers(len(out))
    times_s = np.arange(eight_mv.shape[1]) / fs_hz
    start_s, length_s = rng.uniform(-0.2, 0.9) * times_s[-1], rng.uniform(0.1, 2.5)
    drift_mv = rng.choice([-1, 1]) * 3 * limit_mv * np.clip((times_s - start_s) / length_s, 0, 1)
    out[lead] = np.clip(eight_mv[lead] + drift_mv, -limit_mv, limit_mv)
    return out


def take_lead_off(rng: np.random.Generator, twelve_mv: np.ndarray) -> np.ndarray:
    """(12, T) mV: an electrode is off, so every lead that needs it is a flat line at 0, or not printed (NaN).

    Half of the time from the first sample on, otherwise from some moment to the end: a recorder does not print gaps.

    Args:
        twelve_mv: (12, T) mV: the leads in their standard order.
    """
    chest = rng.random() < 0.65
    electrode = int(rng.integers(3, 9) if chest else rng.integers(3))
    start = 0 if rng.random() < 0.5 else int(rng.uniform(0.1, 0.9) * twelve_mv.shape[1])
    out = twelve_mv.copy()
    out[LEADS_FROM_ELECTRODES[:, electrode] != 0, start:] = np.nan if rng.random() < 0.4 else 0.0
    return out
