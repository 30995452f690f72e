import pytest
import torch

from ecgdigi.registry import MODELS
from ecgdigi.structures import SCALE_TEXTS
from ecgdigi.structures.page_sample import PageSample

MODELS.import_from_location()
NUM = 1 + len(SCALE_TEXTS)


@pytest.fixture
def head():
    return MODELS.build(dict(type='ScaleTextHead', in_channels=(8, 8), hidden_channels=8, text_weight=3.0))


def sample(scale=2, seen=True):
    return PageSample(gt_scales=torch.full((4, 4), scale), gt_seen=torch.full((4, 4), seen))


@pytest.mark.parametrize(('scale', 'seen', 'weight'), [(2, True, 3.0), (0, True, 1.0), (-1, True, 0.0), (2, False, 0.0)])
def test_losses_by_hand(head, scale, seen, weight):
    loss = head.loss(torch.zeros(1, NUM, 4, 4), [sample(scale, seen)])['loss_scale']
    assert float(loss) == pytest.approx(weight * torch.tensor(float(NUM)).log().item(), abs=1e-5)


def test_predictions_are_probabilities(head):
    found = sample()
    with torch.no_grad():
        head.predict(head(torch.randn(1, 8, 4, 4), None), [found])
    torch.testing.assert_close(found.pred_scales.sum(0), torch.ones(4, 4))
