import pytest
import torch
from torch import nn

from ecgdigi.engine.optim_wrapper import AmpOptimWrapper


def wrapper(model, **settings):
    return AmpOptimWrapper(optimizer=torch.optim.SGD(model.parameters(), lr=0.1), **settings)


def linear():
    torch.manual_seed(0)
    return nn.Linear(4, 1)


def step(model, optim_wrapper, inputs):
    with optim_wrapper.optim_context(model):
        loss = model(inputs).square().mean()
    optim_wrapper.update_params(loss)
    return loss


def test_float16_on_the_cpu_is_refused():
    with pytest.raises(ValueError, match="float16 is for GPUs; write dtype='bfloat16'"):
        wrapper(linear(), dtype='float16')
    with pytest.raises(ValueError, match='choose one of float16, bfloat16'):
        wrapper(linear(), dtype='float64')


def test_the_forward_pass_runs_in_bfloat16_and_weights_stay_float32():
    model = linear()
    optim_wrapper = wrapper(model)
    with optim_wrapper.optim_context(model):
        assert model(torch.ones(2, 4)).dtype == torch.bfloat16
    step(model, optim_wrapper, torch.ones(2, 4))
    assert model.weight.dtype == torch.float32


def test_accumulated_small_batches_are_one_large_batch():
    inputs = torch.randn(8, 4, generator=torch.Generator().manual_seed(1)).bfloat16().float()
    whole, parts = linear(), linear()
    step(whole, wrapper(whole), inputs)
    accumulating = wrapper(parts, accumulative_counts=4)
    accumulating.initialize_count_status(parts, 0, 8)
    for part in inputs.split(2):
        step(parts, accumulating, part)
    assert torch.allclose(whole.weight, parts.weight, atol=2e-3)  # bfloat16 gradients are summed in another order
    assert not torch.equal(parts.weight, linear().weight)


class LoudScaler:
    """Scales by 1000, as a GradScaler would, and remembers what it was asked for."""

    def __init__(self):
        self.calls = []

    def scale(self, loss):
        return loss * 1000

    def unscale_(self, optimizer):
        self.calls.append('unscale')
        for group in optimizer.param_groups:
            for parameter in group['params']:
                parameter.grad /= 1000

    def get_scale(self):
        return 1000.0

    def step(self, optimizer, **kwargs):
        self.calls.append('step')
        optimizer.step()

    def update(self):
        self.calls.append('update')


def test_gradients_are_clipped_after_they_are_unscaled():
    model, reference = linear(), linear()
    inputs = torch.full((2, 4), 3.0)
    clipped = wrapper(model, clip_grad=dict(max_norm=0.5))
    clipped.loss_scaler = LoudScaler()
    step(model, clipped, inputs)
    assert clipped.loss_scaler.calls == ['unscale', 'step', 'update']
    step(reference, wrapper(reference, clip_grad=dict(max_norm=0.5)), inputs)
    moved = (model.weight - linear().weight).norm().item()
    assert moved == pytest.approx(0.1 * 0.5, rel=0.1)  # learning rate times the clipped norm, bias left out
    assert torch.allclose(model.weight, reference.weight, atol=5e-4)  # bfloat16 rounds the scaled gradients otherwise


def test_the_state_comes_back():
    first, second = wrapper(linear()), wrapper(linear())
    first.skipped_steps = 3
    second.load_state_dict(first.state_dict())
    assert second.skipped_steps == 3
