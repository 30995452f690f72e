"""Limb leads that were printed together, brought to agree.

Six limb leads show two voltages, those of I and II (Einthoven 1912, Goldberger 1942; `signals/lead_algebra.py`). Three of them
read at the same time are one more than needed, six are four more. The two voltages that fit all readings best, each by its
uncertainty, are nearer to the truth than any reading, if the leads were recorded together.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from scipy.ndimage import maximum_filter1d

from ecgdigi.signals.lead_algebra import OF_I_AND_II, agreement_db
from ecgdigi.structures import LEAD_NAMES, ECGSignal

from .scale import Scale

# Standard deviation of a reading on level parts, mm, and along time, mm: 0.02 mm moves a steep flank's height by as much as it
# rises there. What the network is unsure of is less certain by a power of its confidence, never taken as lower than the last.
HEIGHT_MM, TIME_MM = 0.06, 0.02
CONFIDENCE_POWER, LEAST_CONFIDENCE = 1.5, 0.05
# A flank is felt this far on either side, samples.
FLANK_REACH = 2
# Next to a column's ends the strokes of two leads cover each other, over this length, s; there nothing is corrected. Pieces
# shorter than the second, s, or of fewer samples are left alone.
END_S, MIN_PIECE_S, MIN_SAMPLES = 0.02, 0.2, 16
# Leads that agree worse, dB, were not recorded together, or are none of these. A row that runs on under several columns,
# this many times as long, and is late against them by more than this, s, was not either; so far it is sought.
MIN_AGREEMENT_DB = 8.0
LONGER = 1.5
MAX_DELAY_S, SOUGHT_DELAY_S = 0.004, 0.06
# If shifts in time explain more than this share of what the leads are off, the printer set its rows off against each other.
MAX_SHIFT_SHARE = 0.5
# The leads' zero lines are settled in so many rounds.
ROUNDS = 3


@dataclass(frozen=True, eq=False)
class LimbPiece:
    """One limb lead in one row.

    Attributes:
        row, lead: where it stands among the rows, and its index in `LEAD_NAMES`.
        of_i_and_ii: (2,) the lead by I and II.
        start, stop: of its samples.
        values_mv: (T,) mV.
        weights: (T,) 1 / mV^2, inverse variance; 0 where nothing was read.
    """

    row: int
    lead: int
    of_i_and_ii: np.ndarray
    start: int
    stop: int
    values_mv: np.ndarray
    weights: np.ndarray


def fuse_limb_leads(rows: Sequence[ECGSignal], confidence: np.ndarray, scale: Scale) -> list[ECGSignal]:
    """What rows show, limb leads corrected where at least three of them were read at the same time.

    Each lead keeps its own zero line: a constant between leads is no error of their waves.

    Args:
        rows: of one page, each as a signal of the whole page for itself; NaN where it does not show a lead.
        confidence: (R, 12, T) of their samples, 0 to 1.
        scale: paper speed and gain.

    Returns:
        The rows; those of other leads, and limb leads that contradict each other, as they were.
    """
    fs_hz = rows[0].fs_hz
    fused_mv = [row.signal_mv.copy() for row in rows]
    pieces = [piece for row, signal in enumerate(rows) for piece in _limb_pieces(row, signal, confidence[row], scale)]
    edges = sorted({edge for piece in pieces for edge in (piece.start, piece.stop)})
    for start, stop in pairwise(edges):
        together = [piece for piece in pieces if piece.start <= start and stop <= piece.stop]
        if stop - start < max(MIN_PIECE_S * fs_hz, MIN_SAMPLES):
            continue
        window = slice(start + round(END_S * fs_hz), stop - round(END_S * fs_hz))
        together = _simultaneous(together, window, fs_hz)
        residual_mv = _residuals(together, window) if len(together) > 2 else None
        if residual_mv is not None:
            for piece, off_mv in zip(together, residual_mv, strict=True):
                fused_mv[piece.row][piece.lead, window] -= off_mv.astype(np.float32)
    return [replace(row, signal_mv=signal_mv) for row, signal_mv in zip(rows, fused_mv, strict=True)]


def _limb_pieces(row: int, signal: ECGSignal, confidence: np.ndarray, scale: Scale) -> list[LimbPiece]:
    pieces = []
    for name, of_i_and_ii in OF_I_AND_II.items():
        lead = LEAD_NAMES.index(name)
        values_mv = signal.signal_mv[lead].astype(float)
        read = np.isfinite(values_mv)
        if read.sum() < max(MIN_PIECE_S * signal.fs_hz, MIN_SAMPLES):
            continue
        values_mv = np.nan_to_num(values_mv)
        slope_mv_per_s = maximum_filter1d(np.abs(np.gradient(values_mv)), 2 * FLANK_REACH + 1) * signal.fs_hz
        sure = np.clip(np.nan_to_num(confidence[lead]), LEAST_CONFIDENCE, 1) ** CONFIDENCE_POWER
        deviation_mv = np.hypot(HEIGHT_MM / scale.mm_per_mv, TIME_MM / scale.mm_per_s * slope_mv_per_s) / sure
        first, *_, last = np.flatnonzero(read)
        pieces.append(LimbPiece(row, lead, np.array(of_i_and_ii, float), first, last + 1, values_mv, read / deviation_mv**2))
    return pieces


def _simultaneous(pieces: list[LimbPiece], window: slice, fs_hz: float) -> list[LimbPiece]:
    """Without those that run on beyond the window and are late or early against the leads that do not."""
    longest = LONGER * (window.stop - window.start)
    columns = [piece for piece in pieces if piece.stop - piece.start <= longest]
    others = [piece for piece in pieces if piece.stop - piece.start > longest]
    of_i_and_ii = np.array([piece.of_i_and_ii for piece in columns]).reshape(-1, 2)
    if not others or np.linalg.matrix_rank(of_i_and_ii) < 2:
        return pieces
    i_and_ii = np.linalg.lstsq(of_i_and_ii, np.array([piece.values_mv[window] for piece in columns]), rcond=None)[0]
    reach = round(SOUGHT_DELAY_S * fs_hz)
    for piece in others:
        expected, found = piece.of_i_and_ii @ i_and_ii, piece.values_mv[window]
        middle = expected[reach:-reach] - expected[reach:-reach].mean()
        match = np.correlate(found - found.mean(), middle, mode='valid')
        if abs(int(match.argmax()) - reach) <= MAX_DELAY_S * fs_hz:
            columns.append(piece)
    return columns


def _residuals(pieces: list[LimbPiece], window: slice) -> np.ndarray | None:
    """(K, W) what each lead is off, mV; None where they contradict each other."""
    of_i_and_ii = np.array([piece.of_i_and_ii for piece in pieces])
    if np.linalg.matrix_rank(of_i_and_ii) < 2:
        return None
    values_mv = np.array([piece.values_mv[window] for piece in pieces])
    weights = np.array([piece.weights[window] for piece in pieces])
    known = (weights > 0).sum(0) >= 3
    if not known.any():
        return None
    zero_mv = np.median(values_mv[:, known], axis=1, keepdims=True)
    for _ in range(ROUNDS):
        residual_mv = values_mv - zero_mv - _best_fit(of_i_and_ii, values_mv - zero_mv, weights)
        zero_mv = zero_mv + np.median(residual_mv[:, known], axis=1, keepdims=True)
    best_mv = _best_fit(of_i_and_ii, values_mv - zero_mv, weights)
    residual_mv = np.where(known & (weights > 0), values_mv - zero_mv - best_mv, 0.0)
    off = np.square(residual_mv).sum()
    agrees = agreement_db(np.square(best_mv[:, known]).mean(), off / residual_mv[:, known].size) >= MIN_AGREEMENT_DB
    slopes = np.where(known, np.gradient(best_mv, axis=1), 0.0)
    by_shifts = (np.square((residual_mv * slopes).sum(1)) / np.maximum(np.square(slopes).sum(1), 1e-12)).sum()
    return residual_mv if agrees and by_shifts <= MAX_SHIFT_SHARE * off else None


def _best_fit(of_i_and_ii: np.ndarray, values_mv: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """(K, W) the leads of the two voltages that fit (K, W) values best by their weights; 0 where two leads were not read."""
    normal = np.einsum('kt,ki,kj->tij', weights, of_i_and_ii, of_i_and_ii)
    right = np.einsum('kt,ki,kt->ti', weights, of_i_and_ii, values_mv)
    trace = np.trace(normal, axis1=1, axis2=2)
    solvable = np.linalg.det(normal) > 1e-9 * np.maximum(trace, 1e-30) ** 2
    i_and_ii = np.zeros_like(right)
    i_and_ii[solvable] = np.linalg.solve(normal[solvable], right[solvable][..., None])[..., 0]
    return of_i_and_ii @ i_and_ii.T
