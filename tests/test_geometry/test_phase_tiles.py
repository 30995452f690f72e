import numpy as np

from ecgdigi.geometry.phase_tiles import PhaseTiles, count_turns


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
