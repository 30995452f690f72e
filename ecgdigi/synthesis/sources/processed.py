"""Sources made of sources: several mixed, and one whose signals pass through steps."""

from collections.abc import Sequence

import numpy as np

from ecgdigi.registry import SIGNAL_SOURCES, TRANSFORMS
from ecgdigi.structures import ECGSignal


def build_source(source: dict | Sequence):
    """Build a source from its config, or a mixture from a list of (weight, config) pairs."""
    return SIGNAL_SOURCES.build(source) if isinstance(source, dict) else MixedSource(source)


@SIGNAL_SOURCES.register_module()
class MixedSource:
    """Draws each signal from one of several sources.

    Args:
        sources: (weight, config) pairs.

    Raises:
        ValueError: there is no pair, a weight is below 0, or none is above.
    """

    def __init__(self, sources: Sequence[tuple[float, dict]]):
        weights = np.array([weight for weight, _ in sources], np.float64)
        if not (weights >= 0).all() or not weights.sum() > 0:
            raise ValueError(f'MixedSource: weights {weights.tolist()}: each must be 0 or more, and one above 0')
        self.probabilities = weights / weights.sum()
        self.sources = [SIGNAL_SOURCES.build(cfg) for _, cfg in sources]

    def __call__(self, rng: np.random.Generator) -> ECGSignal:
        return self.sources[rng.choice(len(self.sources), p=self.probabilities)](rng)


@SIGNAL_SOURCES.register_module()
class ProcessedSource:
    """Passes the signals of a source through steps: what lies between an electrode and paper, or what makes data vary.

    Args:
        source: config of a source, or a list of (weight, config) pairs.
        steps: configs of steps, in the order in which they act; see `steps`. A step of one's own is any class registered in
            TRANSFORMS with `__call__(signal: ECGSignal, rng) -> ECGSignal`.
    """

    def __init__(self, source: dict | Sequence, steps: Sequence[dict]):
        self.source = build_source(source)
        self.steps = [TRANSFORMS.build(cfg) for cfg in steps]

    def __call__(self, rng: np.random.Generator) -> ECGSignal:
        signal = self.source(rng)
        for step in self.steps:
            signal = step(signal, rng)
        return signal
