import numpy as np
import pytest

from ecgdigi.datasets import SyntheticScaleTexts
from ecgdigi.datasets.synthetic_scale_texts import line_truth
from ecgdigi.structures import SCALE_TEXTS, PrintedScale

STYLE = dict(
    layouts={'3x4+1': 1.0},
    px_per_mm=(4.0, 5.0),
    speeds_mm_s={25.0: 1.0},
    gains_mm_mv={10.0: 1.0},
    max_duration_s=10.0,
    parts=[dict(type='RandomTexts', strewn=10)],
)
PAGES = dict(source=dict(type='SimulatedECG', duration_s=10.0, fs_hz=250.0), style=dict(type='RandomStyle', **STYLE), effects=[])


def dataset(**changes):
    size = dict(lines_per_page=6, line_px=(32, 160), px_per_mm=4.0, column_px=8)
    return SyntheticScaleTexts(**{**dict(pages=PAGES, num_pages=4, seed=3), **size, **changes})


def test_an_item_depends_on_seed_and_index_alone():
    first, again, other = dataset()[2], dataset()[2], dataset(seed=4)[2]
    assert first['inputs'].shape == (6, 3, 32, 160)
    assert bool((first['inputs'] == again['inputs']).all())
    assert not bool((first['inputs'] == other['inputs']).all())
    assert first['data_samples'][0].gt_scales.shape == first['data_samples'][0].gt_seen.shape == (1, 20)


def test_columns_of_a_text_are_darker_than_those_without():
    """Lines along printed scales: where one stands there is more ink than between, for all other texts and traces."""
    item = dataset(elsewhere_share=0.0, tilt_jitter_deg=0.0, lines_per_page=40)[0]
    dark, truth = [], []
    for picture, sample in zip(item['inputs'].numpy(), item['data_samples'], strict=True):
        letters = picture[:, 8:24].astype(float).min(0)  # the middle 4 mm
        dark += (letters < 0.6 * np.median(letters)).reshape(16, -1, 8).mean((0, 2)).tolist()
        truth += (sample.gt_scales[0].numpy() != 0).tolist()
    dark, truth = np.array(dark), np.array(truth)
    assert 0.2 < truth.mean() < 0.9
    assert dark[truth].mean() > 1.5 * dark[~truth].mean()


def test_a_text_counts_for_the_line_that_it_stands_in():
    texts = (PrintedScale('gain', 20.0, (10.0, 5.0, 22.0, 7.0)), PrintedScale('speed', 100.0, (40.0, 5.0, 52.0, 7.0)))
    along = np.stack([np.arange(60.0), np.full(60, 7.5)], -1)
    labels = line_truth(texts, along)
    assert (labels[10:23] == 1 + SCALE_TEXTS.index(('gain', 20.0))).all()
    assert (labels[40:53] == -1).all()  # a scale that no network is asked for
    assert (labels != 0).sum() == 2 * 13
    assert not line_truth(texts, along + np.array([0, 2.0])).any()


@pytest.mark.parametrize('wrong', [dict(num_pages=0), dict(lines_per_page=0), dict(line_px=(32, 157))])
def test_impossible_arguments_are_refused(wrong):
    with pytest.raises(ValueError, match='SyntheticScaleTexts'):
        dataset(**wrong)
