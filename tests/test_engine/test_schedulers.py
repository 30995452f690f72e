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
    again = PARAM_SCHEDULERS.build({**config, 'optimizer': torch.optim.SGD(model.parameters(), lr=1.0)})
    again.load_state_dict(scheduler.state_dict())
    assert again.num_bad_epochs == scheduler.num_bad_epochs


@pytest.mark.slow
def test_in_a_run_it_acts_on_validations(tmp_path):
    config = load_config(ROOT / TINY_CONFIG, ['train_cfg.val_interval=2'])
    never = dict(threshold=1e6, threshold_rule='abs')  # no progress is ever enough
    config.param_scheduler = [
        dict(type='ReduceLROnPlateau', monitor='strip/height_error_mm', rule='less', factor=0.5, patience=0, **never)
    ]
    config.work_dir = str(tmp_path)
    config.experiment_name = 'plateau'
    runner = RUNNERS.build(config)
    runner.train()
    rates = runner.message_hub.get_scalar('train/lr').data[0]
    # The first validation sets the mark; every later one halves the rate.
    assert rates.tolist() == pytest.approx([0.01] * 4 + [0.005] * 2 + [0.0025] * 2)
