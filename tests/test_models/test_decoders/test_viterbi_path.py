import itertools

import numpy as np

from ecgdigi.models.decoders.viterbi_path import viterbi_path


def total_score(scores, path, step, jump):
    steps = sum(min(step * abs(a - b), jump) for a, b in itertools.pairwise(path))
    return sum(scores[b, t] for t, b in enumerate(path)) - steps


def test_the_best_of_all_paths_is_found():
    scores = np.random.default_rng(0).normal(size=(3, 5, 4))
    found = viterbi_path(scores, 0.7, 1.5)
    for row, path in zip(scores, found, strict=True):
        best = max(itertools.product(range(5), repeat=4), key=lambda p: total_score(row, p, 0.7, 1.5))
        assert tuple(path) == best


def test_long_paths_lose_no_digits():
    scores = np.full((1, 8, 20_000), -12.0, np.float32)
    scores[0, 3] = -11.999
    assert (viterbi_path(scores, 0.24, 7.0) == 3).all()
