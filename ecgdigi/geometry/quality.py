"""How good a reading is, by what is known of it without the truth, and why it is no better."""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from ecgdigi.signals import finite_runs
from ecgdigi.structures import ECGSignal

from .scale import Scale

# Below this the network is not sure of a sample.
UNSURE = 0.7
# What a page must keep for each grade: agreement of its limb leads, dB; share of samples that are not sure, or missing within a
# piece; distance of its grid from the map, mm. E is what keeps none.
GRADES = {'A': (15.0, 0.005, 0.05), 'B': (12.0, 0.015, 0.07), 'C': (9.0, 0.04, 0.1), 'D': (5.0, 0.1, 0.2)}
WORST = 'E'
# No better where gain or speed is assumed.
BEST_ASSUMED = 'B'
# Stretches that are not sure and lie closer than this are one, s; shorter ones are not told, s; and so many are told at most.
JOIN_S, SHORTEST_S, MAX_TOLD = 0.1, 0.02, 5


@dataclass(frozen=True)
class Quality:
    """Attributes: grade: 'A' to 'E'; reasons: what is not as it should be, a line each, what all leads suffer from first."""

    grade: str
    reasons: tuple[str, ...]


class _Stretch(NamedTuple):
    lead_number: int
    what: str
    start_s: float
    stop_s: float


def judge_quality(
    signal: ECGSignal, confidence: np.ndarray, scale: Scale, *, laws_db: Sequence[float], residual_mm: float
) -> Quality:
    """Grade a reading.

    Args:
        signal: twelve leads, mV; NaN where not printed, and where nothing could be read.
        confidence: (12, T), 0 to 1; NaN where a lead has no place.
        scale: how it was found.
        laws_db: from `law_agreements_db`; empty where no limb leads stand together.
        residual_mm: how far the grid is from the map.
    """
    placed = np.isfinite(confidence)
    missing = placed & ~np.isfinite(signal.signal_mv)
    unsure = placed & ~missing & (confidence < UNSURE)
    agreement_db = float(np.mean(laws_db)) if len(laws_db) else np.inf
    share = float((missing | unsure).sum() / max(placed.sum(), 1))
    grade = next(
        (
            name
            for name, (least_db, most_share, most_mm) in GRADES.items()
            if agreement_db >= least_db and share <= most_share and residual_mm <= most_mm
        ),
        WORST,
    )
    best_db, _, best_mm = GRADES['A']
    reasons = list(_assumptions(scale))
    if reasons:
        grade = max(grade, BEST_ASSUMED)
    if agreement_db < best_db:
        reasons.append(f'the limb leads agree to {agreement_db:.0f} dB only')
    if residual_mm > best_mm:
        reasons.append(f'the grid is {residual_mm:.2f} mm off its map')
    stretches = [*_stretches(missing, signal, 'not seen'), *_stretches(unsure, signal, 'uncertain')]
    longest = sorted(stretches, key=lambda stretch: stretch.start_s - stretch.stop_s)[:MAX_TOLD]
    reasons += _told(longest, signal.leads)
    if len(stretches) > MAX_TOLD:
        reasons.append(f'{len(stretches) - MAX_TOLD} shorter stretches are uncertain or not seen')
    return Quality(grade, tuple(reasons))


def _assumptions(scale: Scale) -> Iterator[str]:
    if scale.gain_from == 'assumed':
        yield f'nothing tells the gain: {scale.mm_per_mv:g} mm/mV is assumed'
    if scale.speed_from == 'assumed':
        yield f'nothing tells the speed: {scale.mm_per_s:g} mm/s is assumed'


def _told(stretches: Iterable[_Stretch], leads: Sequence[str]) -> Iterator[str]:
    """A line for each lead and kind of stretch, leads in their order."""
    for (number, what), group in itertools.groupby(sorted(stretches), key=lambda stretch: (stretch.lead_number, stretch.what)):
        *places, last = (f'{stretch.start_s:.2f}-{stretch.stop_s:.2f}' for stretch in group)
        joined = f'{", ".join(places)} and {last}' if places else last
        yield f'{leads[number]} is {what} at {joined} s'


def _stretches(where: np.ndarray, signal: ECGSignal, what: str) -> Iterator[_Stretch]:
    """Those of (12, T) flags that are long enough to be told."""
    join = round(JOIN_S * signal.fs_hz)
    for number, flags in enumerate(where):
        stretches: list[list[int]] = []
        for start, stop in finite_runs(np.where(flags, 0.0, np.nan)):
            if stretches and start - stretches[-1][1] <= join:
                stretches[-1][1] = stop
            else:
                stretches.append([start, stop])
        for start, stop in stretches:
            if stop - start >= SHORTEST_S * signal.fs_hz:
                yield _Stretch(number, what, start / signal.fs_hz, stop / signal.fs_hz)
