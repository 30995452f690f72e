import numpy as np
import pytest
from mmengine.registry import init_default_scope

from ecgdigi.config import load_config
from ecgdigi.datasets.synthetic_strips import seen_box_mm
from ecgdigi.registry import DATASETS
from ecgdigi.structures import LEAD_NAMES, ECGSignal
from ecgdigi.synthesis.pipeline import PagePipeline

CONFIG = 'configs/_base_/data/synthetic_strips.py'


def test_a_window_has_its_size_and_holds_a_row():
    init_default_scope('ecgdigi')
    pages = load_config(CONFIG).train_dataloader.dataset.pages
    pipeline = PagePipeline(pages.source, pages.style)
    for seed in range(8):
        page = pipeline(np.random.default_rng(seed), (120.0, 100.0))
        box = seen_box_mm(page)
        assert np.allclose(box[2:] - box[:2], [min(120.0, page.truth.paper_mm[0]), 100.0], atol=1.0)
        assert ((page.truth.baselines_mm > box[1]) & (page.truth.baselines_mm < box[3])).any()


def test_a_source_of_ones_own_that_is_too_short_is_refused():
    class ShortSource:
        def __call__(self, rng):
            return ECGSignal(rng.normal(size=(12, 400)), 100.0, LEAD_NAMES)

    init_default_scope('ecgdigi')
    style = dict(load_config(CONFIG).train_dataloader.dataset.pages.style, speeds_mm_s={25.0: 1.0})
    with pytest.raises(ValueError, match=r'signal of 4\.0 s, but the page shows 10\.0 s'):
        PagePipeline(dict(type=ShortSource), {**style, 'layouts': ['3x4']})(np.random.default_rng(0))


def test_strips_depend_on_seed_and_index_alone():
    init_default_scope('ecgdigi')
    config = load_config(CONFIG).train_dataloader.dataset
    first, second = DATASETS.build(config), DATASETS.build(config)
    second[5]
    for index in (3, 0):
        a, b = first[index], second[index]
        assert np.array_equal(a['inputs'], b['inputs'])
        for x, y in zip(a['data_samples'], b['data_samples'], strict=True):
            assert np.array_equal(x.gt_rows_px, y.gt_rows_px, equal_nan=True)


def test_truth_is_asked_only_where_the_picture_shows_it():
    init_default_scope('ecgdigi')
    dataset = DATASETS.build(load_config(CONFIG).train_dataloader.dataset)
    for index in range(6):
        page = dataset.draw_page(index)
        size = np.array(page.picture.shape[1::-1])
        for sample in dataset[index]['data_samples']:
            rows = sample.gt_rows_px.numpy()
            columns = (np.arange(len(rows)) + 0.5) / dataset.positions_per_column - 0.5
            known = np.isfinite(rows)
            points_mm = np.stack([sample.left_mm + columns / sample.px_per_mm, sample.top_mm + rows / sample.px_per_mm], 1)[known]
            places = page.page_map.to_px(points_mm)
            # The strip's own frame is wrong by a little: a millimetre at its ends.
            assert ((places > -8) & (places < size + 8)).all()
