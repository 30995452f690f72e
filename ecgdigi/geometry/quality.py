"""How good a reading is, by what is known of it without the truth, and why it is no better."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

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
# Stretches that are not sure and lie closer than this are one, s; shorter ones are not told, s; and so many are told at most.
JOIN_S, SHORTEST_S, MAX_TOLD = 0.1, 0.02, 5


@dataclass(frozen=True)
class Quality:
    """Attributes: grade: 'A' to 'E'; reasons: what is not as it should be, a line each."""

    grade: str
    reasons: tuple[str, ...]


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
    reasons = []
    if agreement_db < best_db:
        reasons.append(f'the limb leads agree to {agreement_db:.0f} dB only')
    if residual_mm > best_mm:
        reasons.append(f'the grid is {residual_mm:.2f} mm off its map')
    told = sorted([*_stretches(missing, signal, 'not seen'), *_stretches(unsure, signal, 'uncertain')], reverse=True)
    reasons += [text for _, text in told[:MAX_TOLD]]
    if len(told) > MAX_TOLD:
        reasons.append(f'{len(told) - MAX_TOLD} shorter stretches are uncertain or not seen')
    if scale.gain_from == 'assumed':
        reasons.append(f'nothing tells the gain: {scale.mm_per_mv:g} mm/mV is assumed')
        grade = max(grade, 'B')
    return Quality(grade, tuple(reasons))


def _stretches(where: np.ndarray, signal: ECGSignal, what: str) -> Iterator[tuple[float, str]]:
    """(length in s, line) of each stretch of (12, T) flags."""
    join = round(JOIN_S * signal.fs_hz)
    for lead, flags in zip(signal.leads, where, strict=True):
        stretches: list[list[int]] = []
        for start, stop in finite_runs(np.where(flags, 0.0, np.nan)):
            if stretches and start - stretches[-1][1] <= join:
                stretches[-1][1] = stop
            else:
                stretches.append([start, stop])
        for start, stop in stretches:
            length_s = (stop - start) / signal.fs_hz
            if length_s >= SHORTEST_S:
                yield length_s, f'{lead} is {what} from {start / signal.fs_hz:.2f} to {stop / signal.fs_hz:.2f} s'
