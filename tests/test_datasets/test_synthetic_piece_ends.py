"""Windows around ends of leads of drawn pages, and their truth."""

import numpy as np
import pytest

from ecgdigi.datasets import SyntheticPieceEnds
from ecgdigi.geometry.piece_windows import LEAD_PX, WINDOW_PX

STYLE = dict(layouts={'3x4': 1.0}, px_per_mm=(4.0, 4.5), speeds_mm_s={25.0: 1.0}, gains_mm_mv={10.0: 1.0}, max_duration_s=10.0)
PAGES = dict(source=dict(type='SimulatedECG', duration_s=10.0, fs_hz=250.0), style=dict(type='RandomStyle', **STYLE), effects=[])


def dataset(**changes):
    windows = dict(strips_per_page=6, strip_rows=256, px_per_mm=8.0, positions_per_column=2)
    return SyntheticPieceEnds(**{**dict(pages=PAGES, num_pages=4, seed=5), **windows, **changes})


def test_an_item_depends_on_seed_and_index_alone():
    first, again, other = dataset()[1], dataset()[1], dataset(seed=6)[1]
    assert first['inputs'].shape == (6, 3, 256, WINDOW_PX)
    assert bool((first['inputs'] == again['inputs']).all())
    assert not bool((first['inputs'] == other['inputs']).all())


@pytest.mark.parametrize('index', range(3))
def test_the_lead_is_told_to_its_end_and_nothing_beyond_is_shown(index):
    item = dataset(end_jitter_mm=0.0)[index]
    for picture, sample in zip(item['inputs'].numpy(), item['data_samples'], strict=True):
        known = np.flatnonzero(sample.gt_inked.numpy())
        begins = known[-1] == 2 * WINDOW_PX - 1
        assert len(known) > 2 * LEAD_PX - 8  # all but what lies between the end and the next column
        assert (begins and known[0] >= 2 * (WINDOW_PX - LEAD_PX)) or (known[0] == 0 and known[-1] < 2 * LEAD_PX)
        beyond = picture[:, :, : WINDOW_PX - LEAD_PX] if begins else picture[:, :, LEAD_PX:]
        assert np.ptp(beyond.reshape(3, -1), axis=1).tolist() == [0, 0, 0]


def test_where_the_end_is_not_known_exactly_only_the_lead_itself_is_told():
    windows = dataset(end_jitter_mm=1.0)
    shorter = [sample.gt_inked.sum() for index in range(3) for sample in windows[index]['data_samples']]
    assert min(shorter) < 2 * LEAD_PX - 8
    assert max(shorter) <= 2 * LEAD_PX
