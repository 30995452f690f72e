import pytest
import torch

from ecgdigi.registry import MODELS
from ecgdigi.structures.page_sample import PAGE_AREAS, PageSample

MODELS.import_from_location()


@pytest.fixture
def head():
    return MODELS.build(dict(type='LayoutHead', in_channels=(8, 8), name_weight=2.0, area_weight=1.0))


def sample(label=3, seen=True):
    return PageSample(
        gt_labels=torch.full((4, 4), label),
        gt_areas=torch.ones(len(PAGE_AREAS), 4, 4, dtype=torch.bool),
        gt_seen=torch.full((4, 4), seen),
    )


def test_losses_by_hand(head):
    answer = torch.zeros(1, 13 + len(PAGE_AREAS), 4, 4)  # all names alike, each area at one half
    losses = head.loss(answer, [sample()])
    assert float(losses['loss_name']) == pytest.approx(2 * torch.tensor(13.0).log().item(), abs=1e-5)
    assert float(losses['loss_area']) == pytest.approx(torch.tensor(2.0).log().item(), abs=1e-5)
    plain = head.loss(answer, [sample(label=0)])
    assert float(plain['loss_name']) == pytest.approx(torch.tensor(13.0).log().item(), abs=1e-5)


def test_what_is_not_seen_costs_nothing(head):
    losses = head.loss(torch.randn(1, 13 + len(PAGE_AREAS), 4, 4), [sample(seen=False)])
    assert float(losses['loss_name']) == float(losses['loss_area']) == 0.0


def test_predictions_are_probabilities(head):
    found = sample()
    with torch.no_grad():
        head.predict(head(torch.randn(1, 8, 4, 4), None), [found])
    assert torch.allclose(found.pred_labels.sum(0), torch.ones(4, 4))
    assert found.pred_areas.shape == (len(PAGE_AREAS), 4, 4)
    assert bool(((found.pred_areas >= 0) & (found.pred_areas <= 1)).all())
