"""What our Runner does otherwise than MMEngine's. Resuming: test_resume.py."""

import pytest
import torch
from runs import ROOT, TINY_CONFIG, assert_same_run, checkpoint, run_well, train, train_command

from ecgdigi.config import load_config
from ecgdigi.registry import RUNNERS

pytestmark = pytest.mark.slow


def build(tmp_path, *options, **settings):
    config = load_config(ROOT / TINY_CONFIG, options)
    config.work_dir, config.experiment_name = str(tmp_path), tmp_path.name
    config.update(settings)
    return RUNNERS.build(config)


def test_a_hook_can_be_left_out_by_name(tmp_path):
    runner = build(tmp_path, 'default_hooks.ema=None', 'default_hooks.logger=None')
    names = {type(hook).__name__ for hook in runner.hooks}
    assert not names & {'EMAHook', 'LoggerHook'}
    assert names >= {'TopKCheckpointHook', 'FiniteLossHook', 'StopSignalHook', 'ThroughputHook'}


def test_a_checkpoint_written_by_ones_own_hook_can_be_resumed(tmp_path):
    """`runner.save_checkpoint`, as MMEngine's hooks call it."""
    train(tmp_path / 'straight')
    config = f"""
_base_ = '{ROOT / TINY_CONFIG}'
default_hooks = dict(checkpoint=dict(_delete_=True, type='CheckpointHook', interval=4, by_epoch=False))
"""
    (tmp_path / 'mine.py').write_text(config)
    train(tmp_path / 'broken', config=str(tmp_path / 'mine.py'))
    (tmp_path / 'broken/iter_8.pth').unlink()
    train(tmp_path / 'broken', '--resume')
    assert_same_run(checkpoint(tmp_path / 'straight', 8), checkpoint(tmp_path / 'broken', 8))


def test_load_from_says_which_weights_did_not_fit(tmp_path):
    train(tmp_path / 'a')
    content = checkpoint(tmp_path / 'a', 8)
    weights = dict(content['state_dict'])
    moved = weights.pop('head.height.bias')
    torch.save(dict(state_dict=weights | {'head.old.bias': moved}, meta={}), tmp_path / 'weights.pth')
    options = [f'load_from={tmp_path}/weights.pth', 'optim_wrapper.optimizer.lr=0.0', 'param_scheduler.0.eta_min=0.0']
    result = run_well(train_command(tmp_path / 'b', '--cfg-options', *options))
    assert '1 weights missing in the file: head.height.bias' in result.stdout
    assert '1 weights not in the model: head.old.bias' in result.stdout
    found = checkpoint(tmp_path / 'b', 8)['ema_state_dict']
    assert torch.equal(found['module.head.height.weight'], content['state_dict']['head.height.weight'])
