"""The most probable path of the pen (Viterbi 1967), with a cost that forgives steep waves.

A step of d bins between neighbouring positions costs `step_cost * |d|`, but never more than `jump_cost`: the pen may jump
anywhere for that price. So a wave is cut neither at its flank nor at its tip, while a hop to another row's trace and
back costs two jumps.
"""

import torch
from torch import Tensor

from ecgdigi.registry import TRACE_DECODERS

from .local_expectation import local_expectation


def viterbi_path(scores: Tensor, step_cost: float, jump_cost: float) -> Tensor:
    """Best path through a score map.

    Args:
        scores: (B, R, P) log-probabilities.
        step_cost: price of a step, per bin.
        jump_cost: highest price of a step of any size.

    Returns:
        (B, P) int64, bin at each position.
    """
    columns = scores.permute(2, 0, 1).contiguous()  # (P, B, R)
    best = torch.empty_like(columns)
    best[0] = columns[0]
    for t in range(1, len(columns)):
        best[t] = columns[t] + _best_arrival(best[t - 1], step_cost, jump_cost)
    path = torch.empty(columns.shape[:2], dtype=torch.int64, device=scores.device)
    path[-1] = best[-1].argmax(1)
    bins = torch.arange(columns.shape[2], device=scores.device)
    for t in range(len(columns) - 2, -1, -1):
        price = (step_cost * (bins - path[t + 1][:, None]).abs()).clamp_max(jump_cost)
        path[t] = (best[t] - price).argmax(1)
    return path.T


def _best_arrival(best: Tensor, step_cost: float, jump_cost: float) -> Tensor:
    """For each bin the highest of (score of an earlier bin - price of the step), (B, R).

    The linear price is built up by doubling shifts: after shifts of 1, 2, 4, ... every distance is covered.
    """
    arrival = best.clone()
    shift = 1
    while shift * step_cost < jump_cost and shift < best.shape[1]:
        price = shift * step_cost
        lower = torch.maximum(arrival[:, shift:], arrival[:, :-shift] - price)
        upper = torch.maximum(arrival[:, :-shift], arrival[:, shift:] - price)
        arrival[:, shift:] = lower
        arrival[:, :-shift] = torch.maximum(arrival[:, :-shift], upper)
        shift *= 2
    return torch.maximum(arrival, best.amax(1, keepdim=True) - jump_cost)


@TRACE_DECODERS.register_module()
class ViterbiDecoder:
    """Viterbi path, then expectation over the bins around it.

    Args:
        step_cost: price of a step between positions, nats per bin.
        jump_cost: highest price of a step, nats.
        reach_bins: half width of the window of the expectation.
    """

    def __init__(self, step_cost: float = 0.12, jump_cost: float = 7.0, reach_bins: int = 3):
        self.step_cost = step_cost
        self.jump_cost = jump_cost
        self.reach_bins = reach_bins

    @torch.no_grad()
    def __call__(self, height_logits: Tensor, strips: Tensor) -> tuple[Tensor, Tensor]:
        """(B, R, P) logits to (B, P) height in bins and (B, P) confidence, 0 to 1."""
        # 12 nats below the best: beyond that a bin is impossible, and one bad column must not outweigh the path.
        scores = height_logits.float().log_softmax(1).clamp_min(-12.0)
        return local_expectation(height_logits, viterbi_path(scores, self.step_cost, self.jump_cost), self.reach_bins)
