import pytest
import torch
from mmengine.model import BaseModule
from mmengine.registry import init_default_scope
from torch import nn


class Part(BaseModule):
    def __init__(self, width=2, **init_cfg):
        super().__init__(dict(type='Pretrained', **init_cfg))
        self.linear = nn.Linear(3, width)


def saved(tmp_path, **weights):
    torch.save(dict(state_dict=weights, meta={}), tmp_path / 'weights.pth')
    return str(tmp_path / 'weights.pth')


def initialized(**settings):
    init_default_scope('ecgdigi')
    part = Part(**settings)
    part.init_weights()
    return part


def test_weights_of_a_part_are_loaded_by_its_prefix(tmp_path):
    weight, bias = torch.ones(2, 3), torch.zeros(2)
    path = saved(tmp_path, **{'body.linear.weight': weight, 'body.linear.bias': bias, 'head.linear.weight': 2 * weight})
    for prefix in ('body', 'body.'):
        assert torch.equal(initialized(checkpoint=path, prefix=prefix).linear.weight, weight)
    path = saved(tmp_path, **{'linear.weight': 3 * weight})
    assert torch.equal(initialized(checkpoint=path).linear.weight, 3 * weight)


def test_weights_that_do_not_fit_are_an_error(tmp_path):
    path = saved(tmp_path, **{'body.linear.weight': torch.ones(2, 3)})
    with pytest.raises(ValueError, match='its parts are body'):
        initialized(checkpoint=path, prefix='boddy.')
    with pytest.raises(ValueError, match='none of its 1 weights belong to this model'):
        initialized(checkpoint=path)
    with pytest.raises(ValueError, match='1 weights have other shapes than in this model: linear'):
        initialized(checkpoint=path, prefix='body.', width=4)
    with pytest.raises(FileNotFoundError, match='no such checkpoint'):
        initialized(checkpoint='none.pth')
    with pytest.raises(FileNotFoundError, match='a folder; name a file in it'):
        initialized(checkpoint=str(tmp_path))
