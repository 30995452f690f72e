import pytest
import torch
from mmengine.config import ConfigDict

from ecgdigi.registry import MODELS
from ecgdigi.structures.page_sample import PageSample

MODELS.import_from_location()
TINY = ConfigDict(
    type='PageNet',
    backbone=dict(type='PageUNet', channels=[8, 8, 16], depths=[0, 1, 1]),
    heads=dict(grid=dict(type='GridHead'), turn=dict(type='TurnHead')),
)


def sample(turns=0.25, quarter_turns=1, size=16):
    return PageSample(
        gt_turns=torch.full((2, size, size), turns),
        gt_paper=torch.ones(size, size, dtype=torch.bool),
        gt_quarter_turns=torch.tensor(quarter_turns),
    )


def test_shapes_and_backward():
    model = MODELS.build(TINY)
    answers = model(torch.zeros(2, 3, 64, 96))
    assert answers['grid'].shape == (2, 5, 16, 24)
    assert answers['turn'].shape == (2, 4)
    losses = model(torch.zeros(2, 3, 64, 64), [sample(), sample(quarter_turns=0)], mode='loss')
    assert set(losses) == {'loss_phase', 'loss_paper', 'loss_turn'}
    sum(losses.values()).backward()
    assert all(p.grad is not None and torch.isfinite(p.grad).all() for p in model.parameters())


def test_the_phase_loss_by_hand():
    head = MODELS.build(dict(type='GridHead', in_channels=(8, 8), phase_weight=1.0, paper_weight=1.0))
    right = torch.zeros(1, 5, 16, 16)
    right[:, 1] = right[:, 3] = 1.0  # a quarter turn: cosine 0, sine 1
    assert float(head.loss(right, [sample()])['loss_phase']) == pytest.approx(0.0, abs=1e-6)
    assert float(head.loss(-right, [sample()])['loss_phase']) == pytest.approx(4.0, abs=1e-5)
    half_known = sample()
    half_known.gt_turns[:, :8] = torch.nan
    right[:, :, :8] = 7.0
    assert float(head.loss(right, [half_known])['loss_phase']) == pytest.approx(0.0, abs=1e-6)
    nothing = sample(turns=float('nan'))
    assert float(head.loss(right, [nothing])['loss_phase']) == 0.0


def test_predictions_are_added_to_the_samples():
    model = MODELS.build(TINY).eval()
    with torch.no_grad():
        (found,) = model(torch.zeros(1, 3, 64, 64), [sample()], mode='predict')
    assert found.pred_phasors.shape == (4, 16, 16)
    assert float(found.pred_quarter_turns.sum()) == pytest.approx(1.0)


def test_levels_must_agree():
    with pytest.raises(ValueError, match='one of each per level'):
        MODELS.build(dict(type='PageUNet', channels=[8, 8], depths=[1]))
