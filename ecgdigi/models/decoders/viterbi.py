"""Trace decoding by the most probable path, alone or together with the other rows of the page."""

import numpy as np
import torch
from torch import Tensor

from ecgdigi.registry import TRACE_DECODERS

from .base import TraceDecoder
from .local_expectation import local_expectation
from .shared_ink import separate_paths
from .viterbi_path import viterbi_path

# Nats below the best: beyond that a bin is impossible, and one bad column must not outweigh the path.
LOWEST_SCORE = -12.0


@TRACE_DECODERS.register_module()
class ViterbiDecoder(TraceDecoder):
    """Viterbi path, then expectation over the bins around it.

    Args:
        step_cost: price of a step between positions, nats per bin.
        jump_cost: highest price of a step, nats.
        reach_bins: half width of the window of the expectation.
        rounds: how often the rows of a page settle which of them shared ink belongs to; 0 leaves each row alone.
    """

    def __init__(self, step_cost: float = 0.15, jump_cost: float = 10.0, reach_bins: int = 2, rounds: int = 3):
        self.costs = dict(step_cost=step_cost, jump_cost=jump_cost)
        self.reach_bins = reach_bins
        self.rounds = rounds

    @torch.no_grad()
    def __call__(self, height_logits: Tensor, strips: Tensor) -> tuple[Tensor, Tensor]:
        return self._refine(height_logits, viterbi_path(_scores(height_logits), **self.costs))

    @torch.no_grad()
    def decode_page(self, height_logits: Tensor, strips: Tensor, tops_bins: np.ndarray) -> tuple[Tensor, Tensor]:
        paths = separate_paths(_scores(height_logits), tops_bins, rounds=self.rounds, **self.costs)
        return self._refine(height_logits, paths)

    def _refine(self, height_logits: Tensor, paths: np.ndarray) -> tuple[Tensor, Tensor]:
        return local_expectation(height_logits, torch.from_numpy(paths).to(height_logits.device), self.reach_bins)


def _scores(height_logits: Tensor) -> np.ndarray:
    return height_logits.float().log_softmax(1).clamp_min(LOWEST_SCORE).cpu().numpy()
