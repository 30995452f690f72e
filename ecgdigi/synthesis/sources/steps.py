"""Steps of a `ProcessedSource`: registered classes that hold settings, `__call__(signal, rng) -> ECGSignal`."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from ecgdigi.registry import TRANSFORMS
from ecgdigi.signals import delayed, recorder_filter, resample_to_rate, twelve_leads
from ecgdigi.structures import LEAD_NAMES, ECGSignal

from . import artefacts as noise

Choices = float | None | Sequence[float | None]


@TRANSFORMS.register_module()
class ResampleSignal:
    """Brings every signal to one sampling rate, Hz."""

    def __init__(self, fs_hz: float):
        if not fs_hz > 0:
            raise ValueError(f'ResampleSignal: fs_hz={fs_hz} must be above 0')
        self.fs_hz = fs_hz

    def __call__(self, signal: ECGSignal, rng: np.random.Generator) -> ECGSignal:
        return ECGSignal(resample_to_rate(signal.signal_mv, signal.fs_hz, self.fs_hz), self.fs_hz, signal.leads)


@TRANSFORMS.register_module()
class FilterSignal:
    """Filters as recorders and printers do; see `recorder_filter`.

    Args:
        high_pass_hz, low_pass_hz, notch_hz: frequency, Hz; None: without; a list: one of these for each signal.
        zero_phase: without delay.
    """

    def __init__(
        self, *, high_pass_hz: Choices = None, low_pass_hz: Choices = None, notch_hz: Choices = None, zero_phase: bool = False
    ):
        self.choices = dict(high_pass_hz=high_pass_hz, low_pass_hz=low_pass_hz, notch_hz=notch_hz)
        self.zero_phase = zero_phase

    def __call__(self, signal: ECGSignal, rng: np.random.Generator) -> ECGSignal:
        chosen = {k: v[rng.integers(len(v))] if isinstance(v, Sequence) else v for k, v in self.choices.items()}
        return replace(signal, signal_mv=recorder_filter(signal.signal_mv, signal.fs_hz, zero_phase=self.zero_phase, **chosen))


@TRANSFORMS.register_module()
class GainError:
    """Multiplies all leads by a factor near 1, as a recorder that is not quite calibrated does.

    Args:
        standard_deviation: of the factor.
    """

    def __init__(self, standard_deviation: float = 0.01):
        self.standard_deviation = standard_deviation

    def __call__(self, signal: ECGSignal, rng: np.random.Generator) -> ECGSignal:
        return replace(signal, signal_mv=signal.signal_mv * np.float32(rng.normal(1, self.standard_deviation)))


@TRANSFORMS.register_module()
class ScaleAmplitude:
    """Multiplies all leads by one factor, drawn evenly on a logarithmic scale.

    Args:
        gains: smallest and largest factor.
    """

    def __init__(self, gains: tuple[float, float]):
        if not 0 < gains[0] <= gains[1]:
            raise ValueError(f'ScaleAmplitude: gains={tuple(gains)} must be above 0, the smaller one first')
        self.gains = tuple(gains)

    def __call__(self, signal: ECGSignal, rng: np.random.Generator) -> ECGSignal:
        return replace(signal, signal_mv=signal.signal_mv * np.float32(np.exp(rng.uniform(*np.log(self.gains)))))


@TRANSFORMS.register_module()
class CutSignal:
    """Takes a random piece, `duration_s` long, s."""

    def __init__(self, duration_s: float):
        self.duration_s = duration_s

    def __call__(self, signal: ECGSignal, rng: np.random.Generator) -> ECGSignal:
        """Raises ValueError if the signal is shorter than the piece."""
        num_samples = round(self.duration_s * signal.fs_hz)
        spare = signal.signal_mv.shape[1] - num_samples
        if spare < 0:
            raise ValueError(f'CutSignal: signal of {signal.duration_s:g} s, wanted {self.duration_s:g} s; raise its duration_s')
        start = int(rng.integers(spare + 1))
        return replace(signal, signal_mv=signal.signal_mv[:, start : start + num_samples])


@TRANSFORMS.register_module()
class LeadSkew:
    """Delays each lead on its own, as a recorder does that samples one channel after the other, or a printer whose pens are
    not in line. Einthoven's law does not hold afterwards, as on such paper.

    Args:
        longest_s: each delay is drawn evenly from 0 to this, s.
    """

    def __init__(self, longest_s: float):
        self.longest_s = longest_s

    def __call__(self, signal: ECGSignal, rng: np.random.Generator) -> ECGSignal:
        delays_s = rng.uniform(0, self.longest_s, len(signal.leads))
        return replace(signal, signal_mv=delayed(signal.signal_mv, delays_s * signal.fs_hz))


@TRANSFORMS.register_module()
class AddArtefacts:
    """Adds noise of the electrodes to a signal of twelve leads, and takes leads off; see `artefacts`.

    Args:
        artefacts: share of signals with each of wander, muscle, hum, motion, saturation and lead_off.

    Raises:
        ValueError: an artefact is not known, or its share is not from 0 to 1.
    """

    def __init__(self, artefacts: Mapping[str, float]):
        self.artefacts = noise.checked_artefacts(artefacts, 'AddArtefacts')

    def __call__(self, signal: ECGSignal, rng: np.random.Generator) -> ECGSignal:
        """Raises ValueError if the signal lacks one of the twelve leads."""
        twelve_mv = _twelve_leads_of(signal, 'AddArtefacts')
        electrodes_mv = noise.electrode_noise(rng, twelve_mv.shape[1], signal.fs_hz, self.artefacts)
        twelve_mv += noise.LEADS_FROM_ELECTRODES @ electrodes_mv
        if rng.random() < self.artefacts.get('saturation', 0.0):
            eight_mv = noise.saturate(rng, twelve_mv[list(noise.MEASURED)], signal.fs_hz)
            twelve_mv = twelve_leads(eight_mv[0], eight_mv[1], eight_mv[2:], fs_hz=signal.fs_hz).signal_mv
        if rng.random() < self.artefacts.get('lead_off', 0.0):
            twelve_mv = noise.take_lead_off(rng, twelve_mv)
        return ECGSignal(twelve_mv, signal.fs_hz, LEAD_NAMES)


@TRANSFORMS.register_module()
class AddWander:
    """Adds a drift of the electrodes so large that rows leave their places and cross each other; `AddArtefacts` adds a usual one.

    Args:
        heights_mv: range of its standard deviation, mV, drawn evenly on a logarithmic scale.
    """

    def __init__(self, heights_mv: tuple[float, float]):
        if not 0 < heights_mv[0] <= heights_mv[1]:
            raise ValueError(f'AddWander: heights_mv={tuple(heights_mv)} must be above 0, the smaller one first')
        self.heights_mv = tuple(heights_mv)

    def __call__(self, signal: ECGSignal, rng: np.random.Generator) -> ECGSignal:
        """Raises ValueError if the signal lacks one of the twelve leads."""
        twelve_mv = _twelve_leads_of(signal, 'AddWander')

        def height_mv() -> float:
            return float(np.exp(rng.uniform(*np.log(self.heights_mv))))

        drift_mv = noise.slow_drift(rng, twelve_mv.shape[1], signal.fs_hz, height_mv)
        return ECGSignal(twelve_mv + noise.LEADS_FROM_ELECTRODES @ drift_mv, signal.fs_hz, LEAD_NAMES)


def _twelve_leads_of(signal: ECGSignal, owner: str) -> np.ndarray:
    """(12, T) mV in their standard order."""
    if set(signal.leads) != set(LEAD_NAMES):
        raise ValueError(f'{owner}: signal with the leads {", ".join(signal.leads)}; wanted all twelve')
    return np.stack([signal.lead(name) for name in LEAD_NAMES])
