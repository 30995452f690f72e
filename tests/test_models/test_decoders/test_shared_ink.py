import numpy as np

from ecgdigi.models.decoders.shared_ink import SharedInk, find_shared_ink, separate_paths

COSTS = dict(step_cost=0.3, jump_cost=10.0)


def bell(paths, num_bins):
    """(B, R, P) scores that fall off to either side of the paths, -12 at the lowest."""
    bins = np.arange(num_bins)[None, :, None]
    return np.maximum(-((bins - paths[:, None]) ** 2.0), -12.0).astype(np.float32)


def test_traces_that_cross_do_not_share_ink():
    paths = np.stack([np.arange(0, 100, 4), np.arange(100, 0, -4)])
    assert find_shared_ink(paths, np.zeros(2)) == []


def test_shared_ink_is_found_across_strips():
    paths = np.stack([np.full(30, 40), np.full(30, 5)])
    paths[1, 10:20] = 11
    assert find_shared_ink(paths, np.array([0.0, 29.0])) == [SharedInk(0, 1, 10, 20)]


def test_the_row_with_another_way_gives_up_the_ink():
    true = np.stack([np.full(120, 20), np.full(120, 50)])
    true[1, 50:70] = 20 + 3 * np.abs(np.arange(-10, 10))  # the lower row's wave reaches up to the upper row's line
    scores = bell(true, 64)
    # The upper row is taken in: its own line is faint there, the wave is not.
    scores[0, :, 52:68] = np.maximum(bell(true[1:], 64)[0, :, 52:68], scores[0, :, 52:68] - 3)
    tops = np.zeros(2)
    alone = separate_paths(scores, tops, rounds=0, **COSTS)
    together = separate_paths(scores, tops, rounds=3, **COSTS)
    assert np.abs(alone[0] - true[0]).max() > 10
    assert np.abs(together - true).max() <= 2


def test_rows_far_apart_are_left_alone():
    paths = np.random.default_rng(0).integers(5, 20, (3, 40))
    found = separate_paths(bell(paths, 32), np.array([0.0, 100.0, 200.0]), rounds=3, step_cost=0.01, jump_cost=1.0)
    assert (found == paths).all()
