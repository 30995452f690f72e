import pytest
import torch

from ecgdigi.registry import MODELS
from ecgdigi.structures import SCALE_TEXTS
from ecgdigi.structures.page_sample import PageSample

MODELS.import_from_location()
BACKBONE = dict(type='TextLineNet', height=16, channels=[4, 4, 8], line_channels=8, dilations=[1, 2])


def test_a_line_is_answered_column_by_column():
    net = MODELS.build(dict(type='PageNet', backbone=BACKBONE, heads=dict(scale=dict(type='ScaleTextHead', hidden_channels=8))))
    answer = net(torch.zeros(2, 3, 16, 80))['scale']
    assert answer.shape == (2, 1 + len(SCALE_TEXTS), 1, 10)
    sample = PageSample(gt_scales=torch.full((1, 10), 2), gt_seen=torch.ones(1, 10, dtype=torch.bool))
    net(torch.zeros(2, 3, 16, 80), [sample, sample], mode='loss')['loss_scale'].backward()
    assert all(p.grad is not None and torch.isfinite(p.grad).all() for p in net.parameters())


def test_a_column_sees_the_whole_height_and_a_text_beside_it():
    net = MODELS.build(BACKBONE).eval()
    lines = torch.randn(1, 3, 16, 160, requires_grad=True)
    net(lines)[0][0, :, 0, 10].sum().backward()
    seen = lines.grad[0].abs().sum((0, 1)).nonzero()
    assert (lines.grad[0].abs().sum((0, 2)) > 0).all()
    assert seen.min() < 8 * 5
    assert seen.max() >= 8 * 16


@pytest.mark.parametrize('wrong', [dict(height=20), dict(channels=[4, 4])])
def test_sizes_that_cannot_be_halved_are_refused(wrong):
    with pytest.raises(ValueError, match='wanted a multiple of 8, and three'):
        MODELS.build({**BACKBONE, **wrong})
