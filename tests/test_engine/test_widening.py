import pytest
import torch
from torch import nn

from ecgdigi.engine.widening import widen_weights
from ecgdigi.models.backbones import StripUNet

SMALL, LARGE = [4, 6, 8], [4, 9, 20]


def backbone(channels, seed, **options):
    torch.manual_seed(seed)
    network = StripUNet(channels, [1, 2, 2], **options)
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            nn.init.uniform_(module.weight, 0.5, 2)
            nn.init.normal_(module.running_mean)
    return network


def widened(seed=0):
    small, large = backbone(SMALL, 0), backbone(LARGE, 1)
    large.load_state_dict(widen_weights(small.state_dict(), large.state_dict(), seed))
    return small, large


@pytest.mark.parametrize('training', [False, True])
def test_the_wider_network_computes_the_same(training):
    strips = torch.randn(2, 3, 32, 32)
    answers = [network.train(training)(strips)[0] for network in widened()]
    assert answers[0].std() > 0.1
    torch.testing.assert_close(*answers, rtol=1e-4, atol=1e-5)


def test_copies_learn_different_things():
    """Or else the wider network could not do more than the narrow one."""
    _, large = widened()
    large(torch.randn(2, 3, 32, 32))[0].square().mean().backward()
    gradients = large.levels[1][0][0].weight.grad.flatten(1)  # (9, ...): of six channels and three copies
    distances = torch.cdist(gradients, gradients) + torch.eye(9)
    assert distances.min() > 1e-3 * gradients.norm(dim=1).mean()


def test_the_seed_decides():
    weights = [widened(seed)[1].levels[2][0][0].weight for seed in (0, 0, 1)]
    assert torch.equal(weights[0], weights[1])
    assert not torch.equal(weights[0], weights[2])


@pytest.mark.parametrize(
    ('wide', 'message'),
    [
        (lambda: backbone([4, 6, 7], 1), r'levels.2.0.0.weight: \(8, 6, 3, 3\) cannot be widened to \(7, 6, 3, 3\)'),
        (lambda: backbone(LARGE, 1, row_stride=4), r'stem.0.weight: \(4, 4, 4, 3\) cannot be widened to \(4, 4, 6, 3\)'),
        (lambda: StripUNet(LARGE, [1, 2, 3]), 'levels.2.2.0.weight: in one of the two networks alone'),
    ],
)
def test_other_networks_are_refused(wide, message):
    with pytest.raises(ValueError, match=message):
        widen_weights(backbone(SMALL, 0).state_dict(), wide().state_dict())
