"""The most probable path of a pen through a map of scores (Viterbi 1967), with a cost that forgives steep waves.

A step of d bins between neighbouring positions costs `step_cost * |d|`, but never more than `jump_cost`: the pen may jump
anywhere for that price. So a wave is cut neither at its flank nor at its tip, while a hop to another row's trace and
back costs two jumps.
"""

import numpy as np


def viterbi_path(scores: np.ndarray, step_cost: float, jump_cost: float) -> np.ndarray:
    """Best path through each of several maps.

    Args:
        scores: (B, R, P) float32 log-probabilities.
        step_cost: price of a step, nats per bin.
        jump_cost: highest price of a step of any size, nats.

    Returns:
        (B, P) int64, bin at each position.
    """
    columns = np.ascontiguousarray(scores.transpose(2, 0, 1))  # (P, B, R)
    ramp = (step_cost * np.arange(columns.shape[2])).astype(columns.dtype)
    best = columns.copy()
    for t in range(1, len(columns)):
        best[t] += _best_arrival(best[t - 1], ramp, jump_cost)
        # Only differences within a column count: without this the sum over thousands of positions would lose digits.
        best[t] -= best[t].max(axis=1, keepdims=True)
    path = np.empty(columns.shape[:2], np.int64)
    path[-1] = best[-1].argmax(axis=1)
    bins = np.arange(columns.shape[2])
    price = np.minimum(step_cost * np.abs(bins - bins[:, None]), jump_cost).astype(columns.dtype)  # (R, R)
    for t in range(len(columns) - 2, -1, -1):
        path[t] = (best[t] - price[path[t + 1]]).argmax(axis=1)
    return path.T


def _best_arrival(best: np.ndarray, ramp: np.ndarray, jump_cost: float) -> np.ndarray:
    """(B, R) for each bin the highest of (score of an earlier bin - price of the step).

    A running maximum upwards and one downwards build up the linear price in one pass each.
    """
    upwards = np.maximum.accumulate(best + ramp, axis=1) - ramp
    downwards = np.maximum.accumulate((best - ramp)[:, ::-1], axis=1)[:, ::-1] + ramp
    return np.maximum(np.maximum(upwards, downwards), best.max(axis=1, keepdims=True) - jump_cost)


def step_prices(paths: np.ndarray, step_cost: float, jump_cost: float) -> np.ndarray:
    """(B, P) price of the step to each position of (B, P) paths, nats; 0 for the first."""
    return np.minimum(step_cost * np.abs(np.diff(paths, axis=1, prepend=paths[:, :1])), jump_cost)
