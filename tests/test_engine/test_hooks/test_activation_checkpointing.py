import copy
from types import SimpleNamespace

import pytest
import torch
from torch import nn

from ecgdigi.engine import ActivationCheckpointingHook


def model():
    torch.manual_seed(0)
    return nn.Sequential(nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.Dropout(0.5), nn.Conv2d(4, 1, 3))


def trained(net):
    torch.manual_seed(1)
    for _ in range(3):
        net(torch.randn(2, 1, 9, 9)).square().mean().backward()
    gradients = {name: parameter.grad for name, parameter in net.named_parameters()}
    return gradients, dict(net.named_buffers()), torch.rand(3)


@pytest.mark.parametrize('modules', [['0', '1', '3'], ['']])
def test_gradients_statistics_and_random_numbers_are_those_of_the_model_as_it_is(modules):
    """Also for the module that takes the picture, which has no gradient of its own."""
    plain, saving = model(), model()
    ActivationCheckpointingHook(modules).before_train(SimpleNamespace(model=saving))
    for expected, found in zip(trained(plain), trained(saving), strict=True):
        if isinstance(expected, dict):
            assert expected.keys() == found.keys()
            assert all(torch.equal(expected[name], found[name]) for name in expected)
        else:
            assert torch.equal(expected, found)
    assert int(plain[1].num_batches_tracked) == 3


def test_maps_inside_are_not_kept():
    kept = []

    def pack(tensor):
        kept.append(tensor.numel())
        return tensor

    counts = []
    for modules in ([], ['1']):
        net = nn.Sequential(nn.Conv2d(1, 1, 1), nn.Sequential(*[nn.Sigmoid() for _ in range(5)]))
        if modules:
            ActivationCheckpointingHook(modules).before_train(SimpleNamespace(model=net))
        kept.clear()
        with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
            net(torch.ones(1, 1, 50, 50))
        counts.append(sum(kept))
    assert counts[1] <= counts[0] - 4 * 2500


@pytest.mark.parametrize('modules', [[], 'backbone'])
def test_names_are_a_list(modules):
    with pytest.raises(ValueError, match='write names'):
        ActivationCheckpointingHook(modules)


def test_a_module_that_is_not_there_is_named():
    with pytest.raises(ValueError, match="the model has no 'levels'"):
        ActivationCheckpointingHook(['levels']).before_train(SimpleNamespace(model=copy.deepcopy(model())))
