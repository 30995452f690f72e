"""A run that is killed and resumed ends as if nothing had happened."""

import random
import signal
import time

import pytest
import torch
from runs import (
    ROOT,
    TINY_CONFIG,
    TINY_EPOCHS_CONFIG,
    assert_same_run,
    checkpoint,
    kill_once_written,
    losses,
    run,
    start,
    start_ranks,
    train,
    train_command,
    wait_until_written,
)

from ecgdigi.engine.checkpoint import newest_checkpoint, read_checkpoint

pytestmark = pytest.mark.slow
BATCH_NORM = 'model.backbone.norm=batch'
# Config, further arguments, last iteration, checkpoint at which the run is killed.
RUNS = {
    'iterations': (TINY_CONFIG, ['--cfg-options', 'train_cfg.max_iters=40', 'train_cfg.val_interval=10'], 40, 14),
    'mixed precision, loss scaling, accumulation, batch statistics, two workers': (
        TINY_CONFIG,
        [
            '--amp', '--cfg-options', 'train_cfg.max_iters=40', 'train_cfg.val_interval=10', BATCH_NORM,
            '+optim_wrapper.accumulative_counts=2', '+optim_wrapper.loss_scale.init_scale=2e38',
            '+optim_wrapper.loss_scale.growth_interval=3', 'train_dataloader.num_workers=2',
        ],
        40,
        14,
    ),
    'epochs, killed inside one': (TINY_EPOCHS_CONFIG, [], 50, 24),
    'epochs, accumulation that does not divide them': (
        TINY_EPOCHS_CONFIG,
        ['--cfg-options', '+optim_wrapper.accumulative_counts=3', '+default_hooks.checkpoint.by_epoch=True',
         'default_hooks.checkpoint.interval=1', BATCH_NORM],
        5,
        2,
    ),
}  # fmt: skip


@pytest.mark.parametrize('name', RUNS)
def test_killed_and_resumed_is_bit_for_bit_the_same(tmp_path, name):
    config, args, last, at = RUNS[name]
    straight, broken = tmp_path / 'straight', tmp_path / 'broken'
    train(straight, *args, config=config)
    unit = 'iter' if (straight / f'iter_{last}.pth').exists() else 'epoch'
    kill_once_written(start(train_command(broken, *args, config=config)), broken / f'{unit}_{at}.pth', delay_s=0.03)
    reached = newest_checkpoint(broken)
    assert at <= int(reached.stem.split('_')[-1]) < last
    resumed = train(broken, '--resume', *args, config=config)
    assert reached.name in resumed.stdout + resumed.stderr
    expected, found = (torch.load(folder / f'{unit}_{last}.pth') for folder in (straight, broken))
    assert_same_run(expected, found)
    # and there was something to lose: weights moved after the break
    assert len(set(losses(found)[-5:])) == 5
    # What was best, and which files belong to the run, is known again.
    assert expected['kept_checkpoints'] == found['kept_checkpoints']
    assert {path.name for path in straight.glob('*.pth')} == {path.name for path in broken.glob('*.pth')}


@pytest.mark.parametrize('at', [10, 20, 30])
def test_resumed_at_the_end_of_an_epoch(tmp_path, at):
    """With schedules by epoch, before and after the validations of every second epoch."""
    options = ['--cfg-options', 'default_hooks.checkpoint.keep_last=-1']
    straight, again = tmp_path / 'straight', tmp_path / 'again'
    train(straight, *options, config=TINY_EPOCHS_CONFIG)
    train(again, '--resume', str(straight / f'iter_{at}.pth'), *options, config=TINY_EPOCHS_CONFIG)
    assert_same_run(checkpoint(straight, 50), checkpoint(again, 50))


def test_stopped_by_a_signal_and_resumed_a_plateau_is_seen_as_before(tmp_path):
    options = ['--cfg-options', 'train_cfg.max_iters=60', 'train_cfg.val_interval=10', 'default_hooks.checkpoint.interval=100']
    config = tmp_path / 'plateau.py'
    config.write_text(
        f"""
_base_ = '{ROOT / TINY_CONFIG}'
param_scheduler = [dict(type='ReduceLROnPlateau', monitor='strip/snr_db', mode='max', factor=0.5,
                        patience=0, threshold=1e6, threshold_mode='abs')]
"""
    )
    straight, broken = tmp_path / 'straight', tmp_path / 'broken'
    train(straight, *options, config=str(config))
    process = start(train_command(broken, *options, config=str(config)))
    while not list(broken.glob('best_*.pth')):
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 143
    train(broken, '--resume', *options, config=str(config))
    expected, found = checkpoint(straight, 60), checkpoint(broken, 60)
    assert_same_run(expected, found)
    rates = found['progress']['histories']['train/lr']['values'].tolist()
    assert rates == pytest.approx([0.01] * 20 + [0.005] * 10 + [0.0025] * 10 + [0.00125] * 10 + [0.000625] * 10)


def test_two_processes_killed_and_resumed(tmp_path):
    """With batch normalization, whose statistics each process gathers from its own strips."""
    args = ['--cfg-options', 'train_cfg.max_iters=24', 'train_cfg.val_interval=6', BATCH_NORM]
    straight, broken = tmp_path / 'straight', tmp_path / 'broken'
    train(straight, *args, processes=2)
    programs = start_ranks(train_command(broken, *args), 2)
    wait_until_written(broken / 'iter_8.pth', programs[0])
    for program in programs:
        program.kill_group()
    assert not (broken / 'iter_24.pth').exists()
    train(broken, '--resume', *args, processes=2)
    assert_same_run(checkpoint(straight, 24), checkpoint(broken, 24))


def test_no_kill_leaves_a_damaged_checkpoint(tmp_path):
    rng = random.Random(0)
    options = [
        '--cfg-options',
        'train_cfg.max_iters=100000',
        'train_cfg.val_interval=100000',
        'default_hooks.checkpoint.interval=1',
    ]
    last = 0
    for _ in range(4):
        process = start(train_command(tmp_path, '--resume', *options))
        kill_once_written(process, tmp_path / f'iter_{last + 2}.pth', delay_s=rng.uniform(0, 0.2))
        for path in tmp_path.glob('iter_*.pth'):
            read_checkpoint(path)  # raises if it is damaged
        newest = int(newest_checkpoint(tmp_path).stem.split('_')[1])
        assert newest >= last + 2
        last = newest


def test_resume_refuses_what_cannot_be_exact(tmp_path):
    train(tmp_path)
    longer = run(train_command(tmp_path, '--resume', '--cfg-options', 'train_cfg.max_iters=16'))
    assert longer.returncode == 1
    assert 'max_iters=8, the config says 16' in longer.stderr.splitlines()[-1]
    for option, reason in (
        ('default_hooks.ema=None', 'of a run with EMAHook, the config says otherwise'),
        ('model.backbone.norm=batch', 'of another model'),
        ('model.backbone.channels=[8,16]', 'weights have other shapes than in this model'),
    ):
        refused = run(train_command(tmp_path / 'c', '--resume', str(tmp_path / 'iter_4.pth'), '--cfg-options', option))
        assert refused.returncode == 1
        assert reason in refused.stderr.splitlines()[-1]
    weights_only = tmp_path / 'weights.pth'
    torch.save(dict(state_dict=checkpoint(tmp_path, 8)['state_dict'], meta={}), weights_only)
    refused = run(train_command(tmp_path / 'b', '--resume', str(weights_only)))
    assert refused.returncode == 1
    assert 'holds weights alone' in refused.stderr.splitlines()[-1]


def test_resume_says_what_has_changed_in_the_config(tmp_path):
    train(tmp_path)
    (tmp_path / 'iter_8.pth').unlink()
    again = train(tmp_path, '--resume', str(tmp_path / 'iter_6.pth'), '--cfg-options', 'optim_wrapper.optimizer.lr=0.5')
    changes = [line for line in again.stdout.splitlines() if 'the config has changed' in line]
    assert len(changes) == 1
    assert 'optim_wrapper.optimizer.lr: 0.01 -> 0.5 (a resumed run goes on as before; to change it, start anew' in changes[0]
    rates = checkpoint(tmp_path, 8)['progress']['histories']['train/lr']['values']
    assert rates.max() == 0.01


def test_resume_without_a_checkpoint_starts_anew(tmp_path):
    assert 'holds no checkpoint yet' in train(tmp_path, '--resume').stderr
    assert (tmp_path / 'iter_8.pth').exists()
