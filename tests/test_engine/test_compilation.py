import copy
import shutil

import pytest
import torch
from mmengine.registry import init_default_scope

from ecgdigi.engine.compilation import compile_parts
from ecgdigi.registry import MODELS


def make_model():
    init_default_scope('ecgdigi')
    torch.manual_seed(0)
    backbone = dict(type='StripUNet', channels=[8, 8, 8, 8], depths=[1, 1, 1, 1], row_stride=4)
    parts = dict(head=dict(type='TraceHead', positions_per_column=2), loss=dict(type='TraceLoss'))
    return MODELS.build(dict(type='TraceNet', backbone=backbone, decoder=dict(type='SoftArgmaxDecoder'), **parts)).train()


def gradients(model):
    strips = torch.randn(2, 3, 128, 256, generator=torch.Generator().manual_seed(1)).to(memory_format=torch.channels_last)
    heights, ink = model(strips)
    # No gradient that cancels out, so that rounding stays small beside it.
    (heights.square().mean() + ink.square().mean()).backward()
    return {name: parameter.grad for name, parameter in model.named_parameters()}


def error(model, reference):
    expected = gradients(reference)
    return max(float((grad - expected[name]).norm() / expected[name].norm()) for name, grad in gradients(model).items())


def test_parts_with_weights_are_compiled_and_keep_their_names():
    model = make_model()
    reference = copy.deepcopy(model)
    assert compile_parts(model, dict(backend='eager')) == ['backbone', 'head']
    assert model.state_dict().keys() == reference.state_dict().keys()
    assert error(model, reference) == 0.0


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which('g++'), reason='Inductor needs a C++ compiler')
def test_compiled_gradients_are_those_of_the_model_as_it_is():
    model = make_model()
    reference = copy.deepcopy(model)
    compile_parts(model, {})
    assert error(model, reference) < 1e-4
