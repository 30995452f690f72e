import pytest
import torch

from ecgdigi.registry import MODELS
from ecgdigi.structures.data_sample import ECGDataSample

MODELS.import_from_location()


@pytest.fixture
def batch():
    strips = torch.arange(16, dtype=torch.uint8)[None, None, :, None].expand(2, 3, 16, 4)
    rows_px = torch.tensor([7.0, 2.0, 15.0, float('nan')])
    samples = [ECGDataSample(gt_rows_px=rows_px.clone(), gt_inked=torch.ones(4, dtype=torch.bool)) for _ in range(2)]
    return dict(inputs=strips, data_samples=samples)


def test_strips_are_scaled_and_stay_as_tall_unless_told(batch):
    ready = MODELS.build(dict(type='StripPreprocessor', mean=5.0, std=2.0))(batch, training=True)
    assert ready['inputs'].shape == (2, 3, 16, 4)
    assert ready['inputs'][0, 0, :3, 0].tolist() == [-2.5, -2.0, -1.5]
    assert MODELS.build(dict(type='StripPreprocessor', heights_px=[8]))(batch)['inputs'].shape[2] == 16  # not in training


def test_while_training_strips_and_truth_are_cut_around_their_middle(batch):
    ready = MODELS.build(dict(type='StripPreprocessor', mean=0.0, std=1.0, heights_px=[8]))(batch, training=True)
    assert ready['inputs'][0, 0, :, 0].tolist() == list(range(4, 12))
    for sample in ready['data_samples']:
        assert sample.gt_rows_px.nan_to_num(-1).tolist() == [3.0, -1.0, -1.0, -1.0]
        assert sample.gt_inked.all()  # printed, if beyond the strip


def test_both_heights_occur(batch):
    preprocessor = MODELS.build(dict(type='StripPreprocessor', heights_px=[8, 16]))
    torch.manual_seed(0)
    seen = {preprocessor(dict(inputs=batch['inputs'], data_samples=[]), training=True)['inputs'].shape[2] for _ in range(20)}
    assert seen == {8, 16}


def test_a_height_beyond_the_strips_is_refused(batch):
    with pytest.raises(ValueError, match='heights_px=24, but strips of 16 px'):
        MODELS.build(dict(type='StripPreprocessor', heights_px=[24]))(batch, training=True)
