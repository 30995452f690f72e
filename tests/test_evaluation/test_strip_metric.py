import numpy as np
import pytest
import torch
from mmengine.evaluator import Evaluator

from ecgdigi.registry import METRICS, MODELS
from ecgdigi.structures.data_sample import ECGDataSample

WAVE_PX = 30 + 8 * torch.sin(2 * torch.pi * torch.arange(400) / 100)


def sample(page, error_px, inked=1.0, dtype=torch.float32):
    return ECGDataSample(
        metainfo=dict(page_index=page, px_per_mm=8.0),
        gt_rows_px=WAVE_PX,
        gt_inked=torch.ones(400, dtype=torch.bool),
        pred_rows_px=(WAVE_PX + error_px).to(dtype),
        pred_inked=torch.full((400,), inked),
    )


@pytest.fixture
def evaluator():
    return Evaluator(METRICS.build(dict(type='StripMetric')))


def test_scores_by_hand(evaluator):
    evaluator.process([sample(0, 0.8), sample(0, 0.8), sample(1, 0.08, inked=0.1)])
    found = evaluator.evaluate(2)
    # 0.1 mm over 800 positions, 0.01 mm over 400; 1 mm of amplitude has a power of 1/2.
    assert found['strip/height_error_mm'] == pytest.approx(0.07, abs=1e-5)
    assert found['strip/height_error_median_mm'] == pytest.approx(0.055, abs=1e-5)
    assert found['strip/snr_db'] == pytest.approx(10 * np.log10(50) + 10, abs=1e-3)
    assert found['strip/ink_accuracy'] == pytest.approx(0.5)


def test_half_precision_is_read(evaluator):
    evaluator.process([sample(0, 0.0, dtype=torch.bfloat16)])
    assert evaluator.evaluate(1)['strip/height_error_mm'] < 0.02


def test_a_wrong_count_is_refused(evaluator):
    evaluator.process([sample(0, 0.0), sample(1, 0.0)])
    with pytest.raises(ValueError, match='2 results for 3 records'):
        evaluator.evaluate(3)


def test_no_trace_at_all_is_nan(evaluator):
    blank = sample(0, 0.0)
    blank.gt_rows_px = torch.full((400,), torch.nan)
    evaluator.process([blank])
    assert np.isnan(evaluator.evaluate(1)['strip/height_error_mm'])


def test_what_a_network_predicts_is_understood(evaluator):
    parts = dict(
        backbone=dict(type='StripUNet', channels=[8, 8], depths=[1, 1], row_stride=4),
        head=dict(type='TraceHead', positions_per_column=2),
        loss=dict(type='TraceLoss'),
        decoder=dict(type='SoftArgmaxDecoder'),
    )
    model = MODELS.build(dict(type='TraceNet', **parts)).eval()
    samples = [sample(page, 0.0) for page in (0, 1)]
    with torch.no_grad():
        evaluator.process(model(torch.zeros(2, 3, 64, 200), samples, mode='predict'))
    assert all(np.isfinite(value) for value in evaluator.evaluate(2).values())
