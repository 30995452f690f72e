import pytest
from mmengine.optim import build_optim_wrapper
from mmengine.registry import init_default_scope
from torch import nn

from ecgdigi.engine.optim_constructor import layer_rates, merge_groups


def model():
    layers = dict(stem=nn.Conv2d(1, 2, 3), norm=nn.BatchNorm2d(2), head=nn.Linear(2, 2))
    return nn.ModuleDict(layers)


def rates_and_decays(net, **paramwise):
    init_default_scope('ecgdigi')
    config = dict(type='OptimWrapper', optimizer=dict(type='AdamW', lr=0.1, weight_decay=0.02), paramwise_cfg=paramwise)
    groups = build_optim_wrapper(net, config).optimizer.param_groups
    found = {}
    for group in groups:
        for parameter in group['params']:
            name = next(name for name, other in net.named_parameters() if other is parameter)
            found[name] = (group['lr'], group['weight_decay'])
    return found, len(groups)


def test_norms_and_biases_do_not_decay_and_equal_settings_share_a_group():
    found, num_groups = rates_and_decays(model(), norm_decay_mult=0.0, bias_decay_mult=0.0)
    assert num_groups == 2
    assert found == {
        'stem.weight': (0.1, 0.02), 'stem.bias': (0.1, 0.0), 'norm.weight': (0.1, 0.0), 'norm.bias': (0.1, 0.0),
        'head.weight': (0.1, 0.02), 'head.bias': (0.1, 0.0),
    }  # fmt: skip


def test_rates_fall_from_layer_to_layer_with_the_other_settings_kept():
    decay = dict(factor=0.5, layers=['stem', 'norm'])
    found, _ = rates_and_decays(model(), bias_decay_mult=0.0, layer_decay=decay, custom_keys=dict(head=dict(lr_mult=0.2)))
    assert {name: pytest.approx(rate) for name, (rate, _) in found.items()} == {
        'stem.weight': 0.05, 'stem.bias': 0.05, 'norm.weight': 0.1, 'norm.bias': 0.1, 'head.weight': 0.02, 'head.bias': 0.02,
    }  # fmt: skip
    assert found['stem.bias'][1] == 0.0


def test_a_layer_that_is_not_there_is_named():
    with pytest.raises(ValueError, match='the model has no stam'):
        layer_rates(['stem', 'head'], 0.5, ['stam'])
    assert layer_rates(['a', 'b', 'c'], 0.5, ['a', 'b', 'c']) == {'a': 0.25, 'b': 0.5, 'c': 1.0}


@pytest.mark.parametrize(
    ('paramwise', 'message'),
    [
        (dict(norm_decay=0.0), 'unknown key norm_decay; known are'),
        (dict(layer_decay=dict(factor=-1.0, layers=['stem'])), 'layer_decay.factor=-1.0: must be positive'),
        (dict(custom_keys=dict(head=0.1)), 'custom_keys: write a dict for each name'),
    ],
)
def test_settings_that_would_be_read_over_are_refused(paramwise, message):
    with pytest.raises(ValueError, match=message):
        rates_and_decays(model(), **paramwise)


def test_a_factor_of_decay_needs_a_decay():
    init_default_scope('ecgdigi')
    config = dict(type='OptimWrapper', optimizer=dict(type='AdamW', lr=0.1), paramwise_cfg=dict(bias_decay_mult=0.0))
    with pytest.raises(ValueError, match='bias_decay_mult is a factor of optim_wrapper'):
        build_optim_wrapper(model(), config)


def test_groups_keep_their_order():
    groups = [dict(params=[1], lr=0.1), dict(params=[2], lr=0.2), dict(params=[3], lr=0.1)]
    assert merge_groups(groups) == [dict(params=[1, 3], lr=0.1), dict(params=[2], lr=0.2)]
