import numpy as np
import pytest

from ecgdigi.datasets import SyntheticPictures
from ecgdigi.datasets.synthetic_pictures import grid_truth, resized, turned_page
from ecgdigi.structures.page_cells import CELL_PX

PAGES = dict(
    source=dict(type='SimulatedECG', duration_s=10.0, fs_hz=250.0),
    style=dict(
        type='RandomStyle',
        layouts={'3x4+1': 1.0},
        px_per_mm=(2.0, 2.5),
        speeds_mm_s={25.0: 1.0},
        gains_mm_mv={10.0: 1.0},
        max_duration_s=10.0,
    ),
    effects=[dict(type='PhotographedSheet')],
)
SIZES = dict(crops_per_page=2, crop_px=128, long_side_px=(300.0, 400.0))


def dataset(**changes):
    return SyntheticPictures(**{**dict(pages=PAGES, num_pages=4, seed=3), **SIZES, **changes})


def test_an_item_depends_on_seed_and_index_alone():
    first, again, other = dataset()[2], dataset()[2], dataset(seed=4)[2]
    assert first['inputs'].shape == (2, 3, 128, 128)
    assert bool((first['inputs'] == again['inputs']).all())
    assert not bool((first['inputs'] == other['inputs']).all())
    sample = first['data_samples'][0]
    assert sample.gt_turns.shape == (2, 32, 32)
    assert sample.gt_paper.shape == (32, 32)


@pytest.mark.parametrize('quarter_turns', [0, 1, 2, 3])
def test_phases_grow_to_the_right_and_downwards_however_the_page_lies(page, quarter_turns):
    lying = turned_page(page, quarter_turns)
    turns, paper = grid_truth(lying, -quarter_turns % 4)
    assert paper.all()
    right = np.diff(turns[0], axis=1)
    down = np.diff(turns[1], axis=0)
    for change in (right, down):
        change = change - np.round(change)
        assert np.allclose(change, np.median(change), atol=1e-4)
        assert 0 < np.median(change) < 0.5


@pytest.mark.parametrize('quarter_turns', [0, 1, 3])
def test_lines_of_phase_zero_are_the_printed_ones(page, quarter_turns):
    """At crossings of 5 mm lines the picture is darker than half a square away."""
    lying = turned_page(resized(page, 0.77), quarter_turns)
    turns, _ = grid_truth(lying, -quarter_turns % 4)
    darkness = 255.0 - lying.picture[::CELL_PX, ::CELL_PX].min(-1)[: turns.shape[1], : turns.shape[2]]
    for phase in turns:
        off = np.abs(phase - np.round(phase))
        assert darkness[off < 0.03].mean() > darkness[off > 0.45].mean() + 10


def test_turning_and_resizing_keep_the_map(page):
    points_mm = np.array([[30.0, 40.0], [150.0, 90.0]])
    small = resized(page, 0.5)
    assert np.allclose(small.page_map.to_px(points_mm) + 0.5, (page.page_map.to_px(points_mm) + 0.5) / 2, atol=0.3)
    upright = turned_page(turned_page(page, 1), 3)
    assert (upright.picture == page.picture).all()
    assert np.allclose(upright.page_map.to_px(points_mm), page.page_map.to_px(points_mm))


@pytest.mark.parametrize('wrong', [dict(num_pages=0), dict(crops_per_page=0), dict(crop_px=100)])
def test_impossible_sizes_are_refused(wrong):
    with pytest.raises(ValueError, match='a multiple of 32'):
        dataset(**wrong)
