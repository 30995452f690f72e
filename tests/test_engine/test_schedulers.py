import copy

import pytest
import torch
from mmengine.logging import MessageHub
from runs import ROOT, TINY_CONFIG

from ecgdigi.config import load_config
from ecgdigi.registry import PARAM_SCHEDULERS, RUNNERS


def test_reduce_lr_on_plateau_by_the_name_it_has_in_pytorch():
    model = torch.nn.Linear(1, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=1.0)
    config = dict(type='ReduceLROnPlateau', optimizer=optimizer, monitor='strip/height_error_mm', factor=0.1, patience=1)
    scheduler = PARAM_SCHEDULERS.build(config)
    MessageHub.get_instance('plateau')
    rates = []
    for value in (3.0, 2.0, 2.0, 2.0, 1.0, 1.0, 1.0):
        scheduler.step({'strip/height_error_mm': value})
        rates.append(round(optimizer.param_groups[0]['lr'], 6))
    # After more than one validation without progress it falls to a tenth: at the fourth and at the seventh.
    assert rates == [1.0, 1.0, 1.0, 0.1, 0.1, 0.1, 0.01]


def plateau(**settings):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    settings = dict(monitor='m', factor=0.5, patience=1, cooldown=1, min_lr=0.1, **settings)
    return optimizer, PARAM_SCHEDULERS.build(dict(type='ReduceLROnPlateau', optimizer=optimizer, **settings))


# Progress, stalls, a stall within the cooldown, and down to the smallest rate.
VALUES = (3.0, 2.0, 2.5, 2.0, 2.0, 2.0, 2.0, 1.0, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5)


@pytest.mark.parametrize('mode', ['min', 'max'])
@pytest.mark.parametrize('stop', [1, 3, 4, 6, 9, 11])
def test_it_is_pytorchs_and_resumes_with_its_counters(mode, stop):
    MessageHub.get_instance('plateau')
    values = [value if mode == 'min' else -value for value in VALUES]
    reference = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    settings = dict(mode=mode, factor=0.5, patience=1, cooldown=1, min_lr=0.1, threshold_mode='abs')
    torchs = torch.optim.lr_scheduler.ReduceLROnPlateau(reference, **settings)
    optimizer, scheduler = plateau(mode=mode, threshold_mode='abs')
    for k, value in enumerate(values):
        if k == stop:
            states = copy.deepcopy((optimizer.state_dict(), scheduler.state_dict()))
            optimizer, scheduler = plateau(mode=mode, threshold_mode='abs')
            for part, state in zip((optimizer, scheduler), states, strict=True):
                part.load_state_dict(state)
        torchs.step(value)
        scheduler.step({'m': value})
        assert optimizer.param_groups[0]['lr'] == reference.param_groups[0]['lr']
        assert scheduler.num_bad_epochs == torchs.num_bad_epochs
        assert scheduler.cooldown_counter == torchs.cooldown_counter
    assert optimizer.param_groups[0]['lr'] == 0.1


def test_an_unknown_mode_is_refused():
    with pytest.raises(ValueError, match="mode='less'; choose one of min, max"):
        plateau(mode='less')


@pytest.mark.slow
def test_in_a_run_it_acts_on_validations(tmp_path):
    config = load_config(ROOT / TINY_CONFIG, ['train_cfg.val_interval=2'])
    never = dict(threshold=1e6, threshold_mode='abs')  # no progress is ever enough
    config.param_scheduler = [
        dict(type='ReduceLROnPlateau', monitor='strip/height_error_mm', mode='min', factor=0.5, patience=0, **never)
    ]
    config.work_dir = str(tmp_path)
    config.experiment_name = 'plateau'
    runner = RUNNERS.build(config)
    runner.train()
    rates = runner.message_hub.get_scalar('train/lr').data[0]
    # The first validation sets the mark; every later one halves the rate.
    assert rates.tolist() == pytest.approx([0.01] * 4 + [0.005] * 2 + [0.0025] * 2)
