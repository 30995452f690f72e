import pytest
import torch
from mmengine.evaluator import Evaluator

from ecgdigi.registry import METRICS
from ecgdigi.structures.page_sample import PageSample


def sample(page, error_mm, turned=0, gridded=True):
    turns = torch.rand(2, 8, 8, generator=torch.Generator().manual_seed(page))
    angle = 2 * torch.pi * (turns + error_mm / 5.0)
    return PageSample(
        metainfo=dict(page_index=page, px_per_mm=4.0),
        gt_turns=turns if gridded else torch.full_like(turns, torch.nan),
        gt_paper=torch.ones(8, 8, dtype=torch.bool),
        gt_quarter_turns=torch.tensor(0),
        pred_phasors=torch.stack([angle[0].cos(), angle[0].sin(), angle[1].cos(), angle[1].sin()]),
        pred_paper=torch.full((8, 8), 0.9),
        pred_quarter_turns=torch.eye(4)[turned],
    )


def test_scores_by_hand():
    evaluator = Evaluator(METRICS.build(dict(type='GridMetric')))
    evaluator.process([sample(0, 0.1), sample(0, 0.3), sample(1, 1.4, turned=2), sample(2, 0.0, gridded=False)])
    found = evaluator.evaluate(3)
    assert found['grid/error_median_mm'] == pytest.approx((0.2 + 1.4) / 2, abs=1e-4)
    assert found['grid/error_p95_mm'] == pytest.approx(0.8, abs=1e-4)
    assert found['grid/slipped'] == pytest.approx(0.5)
    assert found['grid/paper_accuracy'] == 1.0
    assert found['grid/turn_accuracy'] == pytest.approx(2 / 3)


def test_errors_wrap_around_a_square():
    evaluator = Evaluator(METRICS.build(dict(type='GridMetric')))
    evaluator.process([sample(0, 4.9)])
    assert evaluator.evaluate(1)['grid/error_median_mm'] == pytest.approx(0.1, abs=1e-4)
