import pytest
import torch
from mmengine.logging import MessageHub
from torch import nn

from ecgdigi.engine.optim_wrapper import AmpOptimWrapper, OptimWrapper


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


def exact_step(optim_wrapper, model):
    """Two accumulated iterations on numbers that bfloat16 holds exactly."""
    optim_wrapper.initialize_count_status(model, 0, 2)
    for row in ([1.0, 2.0, -1.0, 4.0], [3.0, -2.0, 0.5, 1.0]):
        with optim_wrapper.optim_context(model):
            loss = model(torch.tensor([row])).float().sum()
        optim_wrapper.update_params(loss)
    return model.weight.detach().clone()


@pytest.mark.parametrize('clip_grad', [None, dict(max_norm=0.5), dict(type='value', clip_value=0.25)])
@pytest.mark.parametrize('loss_scale', [None, 'dynamic', 1024.0])
def test_scaling_accumulation_and_clipping_together_are_float32_where_numbers_are_exact(clip_grad, loss_scale):
    settings = [dict(accumulative_counts=2, clip_grad=None if clip_grad is None else dict(clip_grad)) for _ in range(2)]
    models = [linear() for _ in settings]
    for model in models:
        torch.nn.init.ones_(model.weight)
        torch.nn.init.zeros_(model.bias)
    plain = OptimWrapper(optimizer=torch.optim.SGD(models[0].parameters(), lr=0.1), **settings[0])
    scaled = wrapper(models[1], loss_scale=loss_scale, **settings[1])
    expected, found = exact_step(plain, models[0]), exact_step(scaled, models[1])
    assert not torch.equal(expected, torch.ones(1, 4))
    assert torch.equal(expected, found)


def test_the_norm_is_logged_clipped_or_not():
    hub = MessageHub.get_current_instance()
    for clip_grad in (None, dict(max_norm=0.5), dict(type='value', clip_value=0.25)):
        model = linear()
        step(model, OptimWrapper(optimizer=torch.optim.SGD(model.parameters(), lr=0.0), clip_grad=clip_grad), torch.ones(2, 4))
        logged = hub.get_scalar('train/grad_norm').current()
        model = linear()
        model(torch.ones(2, 4)).square().mean().backward()
        grads = [parameter.grad for parameter in model.parameters()]
        assert logged == pytest.approx(float(torch.cat([grad.flatten() for grad in grads]).norm()), rel=1e-6)


def test_an_overflow_leaves_the_step_out_and_lowers_the_scale():
    model = linear()
    scaled = wrapper(model, loss_scale=dict(init_scale=2.0**127, growth_interval=1))
    before = model.weight.detach().clone()
    step(model, scaled, torch.full((2, 4), 100.0))
    assert torch.equal(model.weight, before)
    assert (scaled.skipped_steps, scaled.loss_scaler.get_scale()) == (1, 2.0**126)
    for _ in range(30):
        step(model, scaled, torch.full((2, 4), 100.0))
    assert not torch.equal(model.weight, before)
    assert model.weight.isfinite().all()
    assert 1 < scaled.skipped_steps < 31
    again = wrapper(linear(), loss_scale='dynamic')
    again.load_state_dict(scaled.state_dict())
    assert again.skipped_steps == scaled.skipped_steps
    assert again.loss_scaler.state_dict() == scaled.loss_scaler.state_dict()


def test_without_scaling_a_bad_gradient_leaves_the_step_out():
    for make in (OptimWrapper, AmpOptimWrapper):
        model = linear()
        before = model.weight.detach().clone()
        plain = make(optimizer=torch.optim.SGD(model.parameters(), lr=0.1), clip_grad=dict(max_norm=1.0))
        step(model, plain, torch.full((2, 4), float('nan')))
        assert plain.skipped_last
        assert torch.equal(model.weight, before)
        step(model, plain, torch.ones(2, 4))
        assert not plain.skipped_last
        plain.initialize_count_status(model, 0, 100)
        plain._accumulative_counts = 2
        for value, skipped in ((float('nan'), False), (1.0, True), (1.0, False)):  # counted in the iteration of the step alone
            step(model, plain, torch.full((2, 4), value))
            assert plain.skipped_last == skipped
        plain._accumulative_counts = 1
        plain.optimizer.zero_grad()
        assert not torch.equal(model.weight, before)


@pytest.mark.parametrize('clip_grad', [dict(max_norm=-1.0), dict(type='value', clip_value=0.0)])
def test_clipping_that_would_turn_or_stop_gradients_is_refused(clip_grad):
    with pytest.raises(ValueError, match='must be positive'):
        wrapper(linear(), clip_grad=clip_grad)


@pytest.mark.parametrize('loss_scale', [-2.0, 0, float('inf')])
def test_a_scale_that_would_turn_gradients_is_refused(loss_scale):
    with pytest.raises(ValueError, match='must be positive'):
        wrapper(linear(), loss_scale=loss_scale)


def test_a_fixed_scale_stays():
    model = linear()
    scaled = wrapper(model, loss_scale=8.0)
    for value in (1.0, float('nan'), 1.0):
        step(model, scaled, torch.full((2, 4), value))
    assert scaled.loss_scaler.get_scale() == 8.0
    with pytest.raises(ValueError, match="loss_scale='dynamik'"):
        wrapper(linear(), loss_scale='dynamik')


def test_the_last_iterations_make_a_step_of_their_mean():
    model, reference = linear(), linear()
    accumulating = OptimWrapper(optimizer=torch.optim.SGD(model.parameters(), lr=0.1), accumulative_counts=4)
    accumulating.initialize_count_status(model, 4, 6)  # two are left
    parts = torch.randn(2, 3, 4, generator=torch.Generator().manual_seed(2))
    for part in parts:
        step(model, accumulating, part)
    step(reference, OptimWrapper(optimizer=torch.optim.SGD(reference.parameters(), lr=0.1)), parts.flatten(0, 1))
    assert torch.allclose(model.weight, reference.weight, atol=1e-6)
