import numpy as np

from ecgdigi.geometry.phase_tiles import PhaseTiles, count_turns, mend_slips


def tiles(coherence):
    rows, columns = np.mgrid[0:3, 0:4] * 4.0
    centres = np.stack([columns, rows], -1)
    slopes = np.broadcast_to([0.1, 0.0], centres.shape)
    return PhaseTiles(centres, (0.1 * columns) % 1.0, slopes, coherence)


def test_jumps_of_the_phase_are_counted():
    counted = count_turns(tiles(np.ones((3, 4))))
    assert np.allclose(np.diff(counted, axis=1), 0.4)
    assert np.allclose(np.diff(counted, axis=0), 0)


def test_tiles_that_cannot_be_joined_are_left_out():
    alone = np.zeros((3, 4))
    alone[1, 1] = 1.0
    assert np.isfinite(count_turns(tiles(alone))).sum() == 1
    apart = alone.copy()
    apart[2, 3] = apart[2, 2] = 0.9  # two that join each other, not the surest one
    apart[1, 1] = 1.0
    assert np.isfinite(count_turns(tiles(apart))).sum() in (1, 2, 3)
    assert np.isnan(count_turns(tiles(np.zeros((3, 4))))).all()


def page_of(turns):
    """Sure tiles whose slopes are those of a smooth field of turns."""
    rows, columns = np.mgrid[0 : turns.shape[0], 0 : turns.shape[1]] * 4.0
    slopes = np.stack([np.gradient(turns, axis=1), np.gradient(turns, axis=0)], -1) / 4
    return PhaseTiles(np.stack([columns, rows], -1), turns % 1.0, slopes, np.ones(turns.shape))


def test_a_part_that_was_counted_wrongly_is_brought_back():
    turns = np.broadcast_to(0.2 * np.arange(40), (30, 40))
    counted = turns.copy()
    counted[:4, 12:18] += 1
    assert np.allclose(mend_slips(page_of(turns), counted), turns)


def test_a_deep_fold_is_no_slip():
    y, x = np.mgrid[0:30, 0:40]
    fold = 1.4 * np.exp(-0.5 * ((x - 15) / 3.5) ** 2) * y / 29  # runs a turn and more away from any smooth surface
    turns = 0.2 * x + fold
    assert np.array_equal(mend_slips(page_of(turns), turns), turns)
