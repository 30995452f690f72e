from dataclasses import replace

import numpy as np
import pytest

from ecgdigi.datasets import SyntheticLayouts
from ecgdigi.datasets.synthetic_layouts import layout_truth
from ecgdigi.structures import LEAD_NAMES, SCALE_TEXTS, PrintedScale
from ecgdigi.structures.page_sample import PAGE_AREAS

STYLE = dict(layouts={'3x4+1': 1.0}, px_per_mm=(2.0, 2.5), speeds_mm_s={25.0: 1.0}, gains_mm_mv={10.0: 1.0}, max_duration_s=10.0)
PAGES = dict(
    source=dict(type='SimulatedECG', duration_s=10.0, fs_hz=250.0),
    style=dict(type='RandomStyle', **STYLE),
    effects=[dict(type='PhotographedSheet')],
)


def dataset(**changes):
    return SyntheticLayouts(**{**dict(pages=PAGES, num_pages=4, seed=3, crop_px=128, px_per_mm=2.0), **changes})


def test_an_item_depends_on_seed_and_index_alone():
    first, again, other = dataset()[2], dataset()[2], dataset(seed=4)[2]
    assert first['inputs'].shape == (2, 3, 128, 128)
    assert bool((first['inputs'] == again['inputs']).all())
    assert not bool((first['inputs'] == other['inputs']).all())
    sample = first['data_samples'][0]
    assert sample.gt_labels.shape == sample.gt_seen.shape == (32, 32)
    assert sample.gt_areas.shape == (len(PAGE_AREAS), 32, 32)


@pytest.fixture
def truth_maps(page):
    """(h, w) labels and scales, and areas of the whole page at cells 1 mm apart, cell (i, j) at paper point (j, i)."""
    width, height = (round(side) for side in page.truth.paper_mm)
    return layout_truth(page.truth, np.stack(np.meshgrid(np.arange(width), np.arange(height)), -1).astype(float))


def test_names_cover_their_letters(page, truth_maps):
    labels, _, _ = truth_maps
    for label in page.truth.labels:
        left, top, right, bottom = label.box_mm
        assert labels[round((top + bottom) / 2), round((left + right) / 2)] == 1 + LEAD_NAMES.index(label.lead)
    assert (labels > 0).mean() < 0.03


def test_printed_scales_cover_number_and_unit(page):
    told = (PrintedScale('gain', 20.0, (10.0, 5.0, 22.0, 7.0)), PrintedScale('speed', 100.0, (40.0, 5.0, 52.0, 7.0)))
    cells_mm = np.stack(np.meshgrid(np.arange(60), np.arange(20)), -1).astype(float)
    scales = layout_truth(replace(page.truth, scale_texts=told), cells_mm)[1]
    assert (scales[5:8, 10:23] == 1 + SCALE_TEXTS.index(('gain', 20.0))).all()
    assert (scales[5:8, 40:53] == -1).all()  # a scale that no network is asked for
    assert (scales != 0).sum() == 2 * 3 * 13


def test_rows_begin_and_end_where_the_traces_do(page, truth_maps):
    areas = dict(zip(PAGE_AREAS, truth_maps[2], strict=True))
    for row, y_mm in enumerate(page.truth.baselines_mm):
        pieces = [trace for trace in page.truth.traces if trace.row == row]
        along = np.flatnonzero(areas['row'][round(y_mm)])
        assert along[0] == pytest.approx(pieces[0].x_mm[0], abs=1)
        assert along[-1] == pytest.approx(pieces[-1].x_mm[-1], abs=1)
        for piece in pieces:
            assert areas['start'][round(y_mm), round(piece.x_mm[0])]
        assert areas['end'][round(y_mm), round(pieces[-1].x_mm[-1])]
        assert not areas['start'][round(y_mm), round(np.mean([pieces[0].x_mm[0], pieces[0].x_mm[-1]]))]
    assert areas['pulse'].any() == bool(page.truth.pulses)


@pytest.mark.parametrize('wrong', [dict(num_pages=0), dict(crops_per_page=0), dict(crop_px=100)])
def test_impossible_sizes_are_refused(wrong):
    with pytest.raises(ValueError, match='a multiple of 32'):
        dataset(**wrong)
