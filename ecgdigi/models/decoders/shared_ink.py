"""Rows of one page share their paper: where two paths follow the same ink, one of them is on the wrong trace.

A network that looks at each row alone is sometimes sure of a neighbour's tall wave. Seen together the case is clear: of the
two rows, one has another way to go that costs it little, the other has not.
"""

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from .viterbi_path import step_prices, viterbi_path

# Paths this close together follow the same ink, bins: about the pen's width.
SAME_BINS = 2.0
# Traces that merely cross share their ink for less than this, positions.
MIN_SHARED = 3
# The price of another way is summed over this many positions more at either end: the path needs room to come back.
PAD = 8
# Price of ink that is another row's, nats, and the width of the band around that row's path to which it applies, bins.
PENALTY = 12.0
SIGMA_BINS = 1.2
REACH_BINS = 4


@dataclass(frozen=True)
class SharedInk:
    """Attributes: first, second: rows; start, stop: positions between which their paths follow the same ink."""

    first: int
    second: int
    start: int
    stop: int


def separate_paths(scores: np.ndarray, tops_bins: np.ndarray, *, step_cost: float, jump_cost: float, rounds: int) -> np.ndarray:
    """Best paths of the rows of one page, kept from following the same ink.

    In each round every row finds its best way around the ink that it shares; where two rows share some, the one for which
    that way is cheaper gives the ink up.

    Args:
        scores: (B, R, P) float32 log-probabilities of the page's B rows at the same P places.
        tops_bins: (B,) height of each map's bin 0 on a scale that all share, bins; growing downwards.
        step_cost, jump_cost: see `viterbi_path`.
        rounds: how often the rows compare.

    Returns:
        (B, P) int64, bin at each position.
    """
    costs = dict(step_cost=step_cost, jump_cost=jump_cost)
    paths = viterbi_path(scores, **costs)
    given_up = np.zeros_like(scores)
    for _ in range(rounds):
        shared = find_shared_ink(paths, tops_bins)
        if not shared:
            break
        avoided = given_up.copy()
        for ink in shared:
            _charge(avoided, ink.first, ink.second, ink, paths, tops_bins)
            _charge(avoided, ink.second, ink.first, ink, paths, tops_bins)
        rows = sorted({row for ink in shared for row in (ink.first, ink.second)})
        others = paths.copy()
        others[rows] = viterbi_path(scores[rows] - avoided[rows], **costs)
        loss = _path_scores(scores, paths, **costs) - _path_scores(scores - avoided, others, **costs)
        for ink in shared:
            window = slice(max(ink.start - PAD, 0), ink.stop + PAD)
            first_stays = loss[ink.first, window].sum() >= loss[ink.second, window].sum()
            loser, winner = (ink.second, ink.first) if first_stays else (ink.first, ink.second)
            _charge(given_up, loser, winner, ink, paths, tops_bins)
        paths[rows] = viterbi_path(scores[rows] - given_up[rows], **costs)
    return paths


def find_shared_ink(paths: np.ndarray, tops_bins: np.ndarray) -> list[SharedInk]:
    """Where two of the (B, P) paths run together."""
    heights = paths + tops_bins[:, None]
    found = []
    for first, second in combinations(range(len(paths)), 2):
        together = np.abs(heights[first] - heights[second]) <= SAME_BINS
        edges = np.flatnonzero(np.diff(together, prepend=False, append=False))
        found += [SharedInk(first, second, a, b) for a, b in edges.reshape(-1, 2).tolist() if b - a >= MIN_SHARED]
    return found


def _path_scores(scores: np.ndarray, paths: np.ndarray, **costs) -> np.ndarray:
    """(B, P) what each position adds to the score of a path."""
    return np.take_along_axis(scores, paths[:, None], axis=1)[:, 0] - step_prices(paths, **costs)


def _charge(prices: np.ndarray, row: int, other: int, ink: SharedInk, paths: np.ndarray, tops_bins: np.ndarray) -> None:
    """Put the price of the other row's ink into a row's map of prices, (B, R, P)."""
    places = np.arange(ink.start, ink.stop)
    heights = paths[other, places] + (tops_bins[other] - tops_bins[row])
    for offset in range(-REACH_BINS, REACH_BINS + 1):
        bins = np.round(heights).astype(np.int64) + offset
        price = PENALTY * np.exp(-0.5 * ((bins - heights) / SIGMA_BINS) ** 2)
        on_map = (bins >= 0) & (bins < prices.shape[1])
        here = (row, bins[on_map], places[on_map])
        prices[here] = np.maximum(prices[here], price[on_map])
