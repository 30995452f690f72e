"""A run that is killed and resumed ends as if nothing had happened."""

import os
import random
import signal
import subprocess
import time

import pytest
import torch
from runs import ENVIRONMENT, ROOT, assert_same, checkpoint, losses, run, train, train_command

from ecgdigi.engine.checkpoint import newest_checkpoint, read_checkpoint

pytestmark = pytest.mark.slow
EXACT = ('state_dict', 'ema_state_dict', 'optimizer', 'param_schedulers', 'rng_states')


def start(work_dir, *args) -> subprocess.Popen:
    command = train_command(work_dir, *args)
    return subprocess.Popen(
        command, cwd=ROOT, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )


def kill_once_written(process: subprocess.Popen, path, delay_s: float = 0.0) -> None:
    """SIGKILL to the process and its workers, `delay_s` after a file has appeared."""
    deadline = time.monotonic() + 200
    while not path.exists():
        assert process.poll() is None, 'training ended before the file was written'
        assert time.monotonic() < deadline
        time.sleep(0.01)
    time.sleep(delay_s)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def test_killed_and_resumed_is_bit_for_bit_the_same(tmp_path):
    straight, broken = tmp_path / 'straight', tmp_path / 'broken'
    options = ['--cfg-options', 'train_cfg.max_iters=40', 'train_cfg.val_interval=10']
    train(straight, *options)
    kill_once_written(start(broken, *options), broken / 'iter_14.pth', delay_s=0.03)
    reached = int(newest_checkpoint(broken).stem.split('_')[1])
    assert 14 <= reached < 40
    resumed = train(broken, '--resume', *options)
    assert f'iter_{reached}.pth' in resumed.stdout + resumed.stderr
    expected, found = checkpoint(straight, 40), checkpoint(broken, 40)
    for part in EXACT:
        assert_same(expected[part], found[part], part)
    assert len(losses(found)) == 40
    assert losses(expected) == losses(found)
    # and it had something to lose: weights moved after the break
    assert losses(found)[reached:] != losses(found)[:-reached]


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
        process = start(tmp_path, '--resume', *options)
        kill_once_written(process, tmp_path / f'iter_{last + 2}.pth', delay_s=rng.uniform(0, 0.2))
        numbered = list(tmp_path.glob('iter_*.pth'))
        for path in numbered:
            read_checkpoint(path)  # raises if it is damaged
        newest = int(newest_checkpoint(tmp_path).stem.split('_')[1])
        assert newest >= last + 2
        last = newest


def test_resume_refuses_what_cannot_be_exact(tmp_path):
    train(tmp_path)
    longer = run(train_command(tmp_path, '--resume', '--cfg-options', 'train_cfg.max_iters=16'))
    assert longer.returncode == 1
    assert 'max_iters=8, the config says 16' in longer.stderr.splitlines()[-1]
    weights_only = tmp_path / 'weights.pth'
    torch.save(dict(state_dict=checkpoint(tmp_path, 8)['state_dict'], meta={}), weights_only)
    refused = run(train_command(tmp_path / 'b', '--resume', str(weights_only)))
    assert refused.returncode == 1
    assert 'holds weights alone' in refused.stderr.splitlines()[-1]


def test_resume_without_a_checkpoint_starts_anew(tmp_path):
    assert 'holds no checkpoint yet' in train(tmp_path, '--resume').stderr
    assert (tmp_path / 'iter_8.pth').exists()
