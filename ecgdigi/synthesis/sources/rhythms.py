"""When the chambers beat, and the waves of atria that do not beat.

References:
    McSharry P, Clifford G, Tarassenko L, Smith L. A dynamical model for generating synthetic electrocardiogram signals.
        IEEE Trans Biomed Eng 50(3), 2003.
    Stridh M, Sornmo L. Spatiotemporal QRST cancellation techniques for analysis of atrial fibrillation. IEEE Trans Biomed
        Eng 48(1), 2001.
    Surawicz B, Knilans T. Chou's Electrocardiography in Clinical Practice, 6th ed. Saunders, 2008.
"""

import numpy as np

from .dipole import DOWER, MARGIN_S


def regular_times(rng: np.random.Generator, rate_bpm: float, duration_s: float, *, jitter: float = 0.003) -> np.ndarray:
    """(N,) s: beats at a steady rate from before the recording to after it.

    Args:
        jitter: standard deviation of an interval relative to the mean one.
    """
    mean_s = 60 / rate_bpm
    count = int((duration_s + 2 * MARGIN_S) / mean_s) + 2
    intervals_s = mean_s * np.clip(1 + rng.normal(0, jitter, count), 0.5, 1.5)
    return np.cumsum(intervals_s) - rng.uniform(0, mean_s) - MARGIN_S - mean_s


def sinus_times(rng: np.random.Generator, rate_bpm: float, duration_s: float) -> np.ndarray:
    """(N,) s: sinus beats, with the slow and the respiratory rhythm of the interval (McSharry et al. 2003)."""
    times_s = regular_times(rng, rate_bpm, duration_s, jitter=0.01)
    # Sinus arrhythmia fades as the rate rises.
    depths = rng.uniform(0.005, 0.05, 2) * np.clip(60 / rate_bpm, 0.3, 1.2)
    phases = rng.uniform(0, 2 * np.pi, 2)
    sway = depths[0] * np.sin(2 * np.pi * 0.1 * times_s + phases[0]) + depths[1] * np.sin(2 * np.pi * 0.25 * times_s + phases[1])
    return times_s[0] + np.r_[0, np.cumsum(np.diff(times_s) * (1 + sway[1:]))]


def fibrillation_times(rng: np.random.Generator, rate_bpm: float, duration_s: float) -> np.ndarray:
    """(N,) s: ventricular beats in atrial fibrillation; intervals are independent, gamma distributed, 0.3 s or longer."""
    mean_s = 60 / rate_bpm
    shape = rng.uniform(0.18, 0.30) ** -2
    count = int((duration_s + 2 * MARGIN_S) / mean_s * 1.5) + 8
    intervals_s = np.maximum(rng.gamma(shape, mean_s / shape, count), 0.3)
    return np.cumsum(intervals_s) - rng.uniform(0, mean_s) - MARGIN_S


def repolarisation_intervals(times_s: np.ndarray) -> np.ndarray:
    """(N,) s: interval that rules QT of each beat: mostly the mean one, for QT follows the rate within minutes, not beats."""
    intervals_s = np.diff(times_s, prepend=times_s[:1] - np.median(np.diff(times_s)))
    return 0.75 * np.median(intervals_s) + 0.25 * intervals_s


def early_beats(rng: np.random.Generator, times_s: np.ndarray, duration_s: float, share: float) -> tuple[np.ndarray, np.ndarray]:
    """Replace some beats by early ones; what follows stays in time, so the pause is a compensatory one.

    Args:
        share: of the beats that become early; at least one within the recording does, if it is long enough to hold one.

    Returns:
        (N,) s, times; (N,) bool, which of them are early.
    """
    early = rng.random(len(times_s)) < share
    early[:1] = False
    if rng.random() < 0.15:  # bigeminy
        early = np.arange(len(times_s)) % 2 == 1
    inside = np.flatnonzero((times_s > 0.8) & (times_s < duration_s - 1.0))
    if len(inside) and not early[inside].any():
        early[rng.choice(inside)] = True
    mean_s = np.median(np.diff(times_s))
    # At least 0.33 s after the beat before, whose T wave it may ride on.
    coupling_s = max(mean_s * rng.uniform(0.62, 0.8), 0.33)
    moved = times_s - early * np.maximum(mean_s - coupling_s - rng.normal(0, 0.01, len(times_s)), 0)
    return moved, early


def wenckebach(rng: np.random.Generator, rate_bpm: float, duration_s: float) -> tuple[np.ndarray, np.ndarray]:
    """Second-degree block: the PR interval grows from beat to beat, until a beat is dropped (Mobitz I).

    Returns:
        (N,) s, times at which beats conducted normally would come; (M,) s, times of the beats that do.
    """
    normal_s = sinus_times(rng, rate_bpm, duration_s)
    group = int(rng.integers(3, 6))
    place = (np.arange(len(normal_s)) + rng.integers(group)) % group
    # The steps become smaller, so the RR interval shortens before the pause.
    delays_s = rng.uniform(0.02, 0.06) + rng.uniform(0.08, 0.14) * np.sqrt(place)
    return normal_s, (normal_s + delays_s)[place < group - 1]


def fibrillatory_waves(rng: np.random.Generator, num_samples: int, fs_hz: float) -> np.ndarray:
    """(8, T) mV: f waves of 4 to 9 Hz, sawtooth-like, their rate and height never steady (Stridh and Sornmo 2001)."""
    times_s = np.arange(num_samples) / fs_hz
    leads = np.zeros((8, num_samples))
    height_mv = rng.uniform(0.015, 0.065)
    rate_hz = rng.uniform(4.5, 8.5)
    # Towards V1 most of all: the right atrium lies next to it.
    for direction in ([-0.35, 0.35, -0.75], [0.25, 0.75, 0.10]):
        sway = 2 * np.pi * rng.uniform(0.1, 0.6) * times_s + rng.uniform(0, 2 * np.pi)
        phase = 2 * np.pi * rate_hz * times_s + rng.uniform(0.5, 2.0) * np.sin(sway) + rng.uniform(0, 2 * np.pi)
        wave = np.sin(phase) + 0.4 * np.sin(2 * phase) + 0.15 * np.sin(3 * phase)
        wave *= height_mv * (1 + 0.5 * np.sin(1.7 * sway + rng.uniform(0, 6)))
        leads += (DOWER @ (np.array(direction) + rng.normal(0, 0.1, 3)))[:, None] * wave
    return leads


def flutter_waves(rng: np.random.Generator, rate_bpm: float, phase: float, num_samples: int, fs_hz: float) -> np.ndarray:
    """(8, T) mV: the sawtooth of typical flutter, downwards slowly and upwards fast in II, III and aVF (Surawicz and Knilans)."""
    angle = 2 * np.pi * rate_bpm / 60 * np.arange(num_samples) / fs_hz + phase
    wave = sum(np.sin(k * angle) / k for k in range(1, 5))
    direction = rng.uniform(0.05, 0.11) * np.array([rng.normal(0, 0.15), 1.0, rng.uniform(-0.45, -0.05)])
    return (DOWER @ direction)[:, None] * wave
