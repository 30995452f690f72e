import torch
from torch import nn

from ecgdigi.models.fold_norms import fold_norms
from ecgdigi.registry import MODELS


def test_folding_changes_nothing_but_the_number_of_steps():
    torch.manual_seed(0)
    backbone = MODELS.build(dict(type='StripUNet', channels=[8, 16], depths=[1, 2], row_stride=4))
    for _ in range(3):  # running means and spreads that are not 0 and 1
        backbone(torch.randn(2, 3, 32, 48) * 3 + 1)
    strips = torch.randn(2, 3, 32, 48)
    backbone.eval()
    before = backbone(strips)[0]
    after = fold_norms(backbone)(strips)[0]
    assert not any(isinstance(part, nn.BatchNorm2d) for part in backbone.modules())
    assert torch.allclose(before, after, atol=1e-5)
