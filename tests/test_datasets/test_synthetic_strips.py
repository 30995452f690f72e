"""Strips of drawn pages, and which of their truth can be seen."""

import numpy as np
import pytest

from ecgdigi.datasets import SyntheticLayouts, SyntheticStrips
from ecgdigi.datasets.synthetic_strips import NEAR_MM
from ecgdigi.structures import position_columns

STYLE = dict(layouts={'12x1': 1.0}, px_per_mm=(2.5, 3.0), speeds_mm_s={25.0: 1.0}, gains_mm_mv={10.0: 1.0}, max_duration_s=10.0)
PAGES = dict(
    source=dict(type='SimulatedECG', duration_s=10.0, fs_hz=250.0),
    style=dict(type='RandomStyle', **STYLE),
    effects=[dict(type='PhotographedSheet', overlook=0.4, filled=0.0)],
)
PX_PER_MM = 4.0


def dataset(**changes):
    strips = dict(strips_per_page=4, strip_px=(128, 128), px_per_mm=PX_PER_MM, positions_per_column=2, window_mm=(80.0, 60.0))
    return SyntheticStrips(**{**dict(pages=PAGES, num_pages=8, seed=3), **strips, **changes})


def test_an_item_depends_on_seed_and_index_alone():
    first, again, other = dataset()[2], dataset()[2], dataset(seed=4)[2]
    assert first['inputs'].shape == (4, 3, 128, 128)
    assert bool((first['inputs'] == again['inputs']).all())
    assert not bool((first['inputs'] == other['inputs']).all())
    assert first['data_samples'][0].gt_rows_px.shape == first['data_samples'][0].gt_inked.shape == (256,)


@pytest.mark.parametrize('index', range(4))
def test_no_trace_is_told_beyond_the_part_of_the_page_that_was_drawn(index):
    """Photographs show paper beyond the drawn window: its last pixels, repeated."""
    strips = dataset()
    drawn_mm = strips.draw_page(index).drawn_mm
    columns_mm = position_columns(128, 2) / PX_PER_MM
    inked = 0
    for sample in strips[index]['data_samples']:
        known = np.isfinite(sample.gt_rows_px.numpy())
        x_mm = sample.left_mm + columns_mm[known]
        y_mm = sample.top_mm + sample.gt_rows_px.numpy()[known] / PX_PER_MM
        slack_mm = 0.5  # the strip's frame is a little wrong on purpose
        assert (x_mm > drawn_mm[0] - slack_mm).all()
        assert (x_mm < drawn_mm[2] + slack_mm).all()
        assert (y_mm > drawn_mm[1] - slack_mm).all()
        assert (y_mm < drawn_mm[3] + slack_mm).all()
        inked += known.sum()
    assert inked > 100


def test_layouts_do_not_see_beyond_it_either():
    crops = SyntheticLayouts(pages=PAGES, num_pages=2, seed=3, crop_px=256, px_per_mm=2.0, window_mm=(60.0, 60.0))
    for sample in crops[0]['data_samples']:
        # 60 mm of 128 mm along either side, 2 mm to a cell, the error of the frame aside
        assert sample.gt_seen.any(0).sum() <= 32
        assert sample.gt_seen.any(1).sum() <= 32


def test_strips_anywhere_follow_the_trace_there_or_none():
    """Between rows that are far apart there is nothing to follow, whatever grid is printed there."""
    style = STYLE | dict(layouts={'3x4': 1.0})
    render = dict(source=PAGES['source'], style=dict(type='RandomStyle', **style), effects=[])
    strips = dataset(pages=render, anywhere_share=1.0, window_mm=None, strips_per_page=12)
    blank = 0
    for index in range(3):
        truth = strips.draw_page(index).truth
        for sample in strips[index]['data_samples']:
            inked = sample.gt_inked.numpy()
            middle_mm = sample.top_mm + 64 / PX_PER_MM
            if sample.row_index is None:
                blank += 1
                assert not inked.any()
                columns_mm = sample.left_mm + position_columns(128, 2) / PX_PER_MM
                heights_mm = np.array([truth.heights_mm(row, columns_mm) for row in range(3)])
                printed = np.isfinite(heights_mm).all(1)
                away_mm = np.median(np.abs(heights_mm[printed] - middle_mm), axis=1)
                assert (away_mm > NEAR_MM - 1).all()
            elif inked.any():
                away_px = np.nanmedian(np.abs(sample.gt_rows_px.numpy() - 64))
                assert not away_px > (NEAR_MM + 1) * PX_PER_MM
    assert blank > 5


def test_strips_at_ends_show_where_the_time_of_a_page_begins_or_ends():
    render = dict(source=PAGES['source'], style=PAGES['style'], effects=[])
    strips = dataset(pages=render, ends_share=1.0, window_mm=None, strips_per_page=8)
    begins = 0
    for index in range(3):
        truth = strips.draw_page(index).truth
        for sample in strips[index]['data_samples']:
            right_mm = truth.left_mm + truth.duration_s * truth.mm_per_s
            in_strip = [sample.left_mm < end_mm < sample.left_mm + 128 / PX_PER_MM for end_mm in (truth.left_mm, right_mm)]
            assert sum(in_strip) == 1
            begins += in_strip[0]
            assert 0.05 < sample.gt_inked.float().mean() < 0.95
    assert 6 <= begins <= 18


@pytest.mark.parametrize('shares', [dict(anywhere_share=-0.1), dict(anywhere_share=0.6, ends_share=0.5)])
def test_shares_that_are_none_are_refused(shares):
    with pytest.raises(ValueError, match='together 1 at most'):
        dataset(**shares)
