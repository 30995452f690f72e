"""Every schedule of configs/_base_/schedules against its closed form, run straight and resumed in the middle."""

import copy
import math
from pathlib import Path

import pytest
import torch
from mmengine.config import Config

from ecgdigi.engine.schedule_curve import schedule_curve
from ecgdigi.registry import PARAM_SCHEDULERS

FOLDER = Path(__file__).parents[2] / 'configs/_base_/schedules'
BASE_LR, LENGTH, WARM_UP = 1.0, 2000, 60


def warm_up(t: int) -> float:
    return 0.02 + 0.98 * min(t, WARM_UP - 1) / (WARM_UP - 1)


# Learning rate at iteration t, from 0.
EXPECTED = {
    'cosine': lambda t: (
        warm_up(t) if t < WARM_UP else 1e-5 + (BASE_LR - 1e-5) * (1 + math.cos(math.pi * (t - WARM_UP) / (LENGTH - WARM_UP))) / 2
    ),
    'step': lambda t: warm_up(t) if t < WARM_UP else 0.5 ** ((t - WARM_UP) // 500),
    'multistep': lambda t: warm_up(t) if t < WARM_UP else 0.1 ** ((t - WARM_UP >= 1200) + (t - WARM_UP >= 1700)),
    'constant': warm_up,
}


def build(name):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=BASE_LR)
    configs = Config.fromfile(FOLDER / f'{name}.py').param_scheduler
    # As the Runner does: a schedule without an end runs to that of training.
    return optimizer, [PARAM_SCHEDULERS.build({'end': LENGTH, 'optimizer': optimizer, **config}) for config in configs]


def rates(optimizer, schedulers, first, stop):
    found = []
    for _ in range(first, stop):
        found.append(optimizer.param_groups[0]['lr'])
        optimizer.step()
        for scheduler in schedulers:
            scheduler.step()
    return found


@pytest.mark.parametrize('name', sorted(EXPECTED))
def test_the_rate_follows_its_formula(name):
    assert rates(*build(name), 0, LENGTH) == pytest.approx([EXPECTED[name](t) for t in range(LENGTH)], rel=1e-6, abs=1e-9)


@pytest.mark.parametrize('name', sorted(EXPECTED))
@pytest.mark.parametrize('at', [30, 700])
def test_resumed_in_the_middle_it_goes_on_exactly(name, at):
    optimizer, schedulers = build(name)
    rates(optimizer, schedulers, 0, at)
    states = copy.deepcopy([part.state_dict() for part in (optimizer, *schedulers)])
    expected = rates(optimizer, schedulers, at, LENGTH)
    again, schedulers_again = build(name)
    for part, state in zip((again, *schedulers_again), states, strict=True):
        part.load_state_dict(state)
    assert rates(again, schedulers_again, at, LENGTH) == expected


EPOCH, EPOCHS = 7, 12
FORMS = {
    'CosineAnnealingLR': (dict(eta_min=0.1), lambda n, total: 0.1 + 0.9 * (1 + math.cos(math.pi * n / total)) / 2),
    'StepLR': (dict(step_size=3, gamma=0.5), lambda n, total: 0.5 ** (n // 3)),
    'MultiStepLR': (dict(milestones=[2, 5], gamma=0.1), lambda n, total: 0.1 ** ((n >= 2) + (n >= 5))),
}


@pytest.mark.parametrize('name', FORMS)
@pytest.mark.parametrize(('warm_up_iters', 'warm_up_by_epoch'), [(5, False), (2 * EPOCH, False), (2 * EPOCH, True)])
@pytest.mark.parametrize('by_epoch', [False, True])
def test_every_form_composes_with_every_warm_up(name, warm_up_iters, warm_up_by_epoch, by_epoch):
    """Warm-up counted in iterations or epochs (and always made by iteration), the schedule by iteration or by epoch."""
    settings, form = FORMS[name]
    warm_up = dict(end=warm_up_iters // EPOCH, by_epoch=True, convert_to_iter_based=True)
    warm_up = warm_up if warm_up_by_epoch else dict(end=warm_up_iters, by_epoch=False)
    unit = EPOCH if by_epoch else 1
    begin = -(-warm_up_iters // unit)
    config = Config(
        dict(
            train_cfg=dict(max_epochs=EPOCHS),
            optim_wrapper=dict(optimizer=dict(lr=1.0)),
            param_scheduler=[
                dict(type='LinearLR', start_factor=0.1, begin=0, **warm_up),
                dict(type=name, begin=begin, by_epoch=by_epoch, **settings),
            ],
        )
    )
    found = schedule_curve(config, EPOCH).rates
    total = EPOCHS * EPOCH // unit - begin
    for t, rate in enumerate(found):
        factor = min(0.1 + 0.9 * t / (warm_up_iters - 1), 1.0)
        done = max(t // unit - begin, 0)
        assert rate == pytest.approx(factor * form(done, total), rel=1e-6), t


def test_there_is_a_formula_for_every_schedule():
    assert {path.stem for path in FOLDER.glob('*.py')} == {*EXPECTED, 'plateau'}  # plateau: see test_schedulers.py
