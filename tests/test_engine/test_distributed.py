"""Several processes are one process with a larger batch."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch
from runs import (
    TINY_CONFIG,
    assert_same_run,
    checkpoint,
    dist_command,
    losses,
    run,
    run_ranks,
    run_well,
    start,
    train,
    train_command,
    wait_until_written,
    well,
)

pytestmark = pytest.mark.slow
# The same numbers are added in another order: float32 rounding, which training amplifies a little from step to step.
LOSS_TOLERANCE = 1e-5
WEIGHT_TOLERANCE = 1e-4
# It moves all bins of a position alike, which no loss over their distribution feels: its gradient is nothing but rounding.
UNFELT = 'head.height.bias'


def test_two_processes_give_the_loss_curve_of_the_doubled_batch(tmp_path):
    train(tmp_path / 'one', '--cfg-options', 'train_dataloader.batch_size=2')
    run_well(dist_command(tmp_path / 'two'))
    one, two = checkpoint(tmp_path / 'one', 8), checkpoint(tmp_path / 'two', 8)
    assert losses(two) == pytest.approx(losses(one), rel=LOSS_TOLERANCE)
    assert losses(one)[-1] < 0.9 * losses(one)[0]  # and it has learned
    assert UNFELT in one['state_dict']
    for name, value in one['state_dict'].items():
        assert name == UNFELT or torch.allclose(two['state_dict'][name], value, atol=WEIGHT_TOLERANCE), name


def test_a_checkpoint_scores_the_same_in_one_two_and_three_processes(tmp_path):
    """Seven pages cannot be shared out evenly, and yet each counts once: the figures are equal to the last printed digit."""
    train(tmp_path)
    options = ['--cfg-options', 'test_dataloader.dataset.num_pages=7', '--work-dir', tmp_path / 'test']
    judged = [TINY_CONFIG, tmp_path / 'iter_8.pth']
    results = [run_ranks([sys.executable, 'tools/test.py', *judged, *options], processes) for processes in (1, 3)]
    results.append(run(['bash', 'tools/dist_test.sh', *judged, 2, *options]))
    printed = [[line for line in well(result).stdout.splitlines() if line.startswith('strip/')] for result in results]
    assert len(printed[0]) >= 4
    assert printed[0] == printed[1] == printed[2]


def test_after_each_iteration_all_processes_hold_the_same_model(tmp_path):
    """Statistics of batch normalization included, although each process saw other strips."""
    config = 'tests/data/fingerprint_config.py'
    train(tmp_path, '--cfg-options', 'model.backbone.norm=batch', config=config, processes=2)
    seen = [torch.load(tmp_path / f'fingerprints_{rank}.pth') for rank in range(2)]
    assert len(seen[0]) == 8
    assert len(set(seen[0])) == 8
    assert seen[0] == seen[1]


def worker_of(process: subprocess.Popen, local_rank: int) -> int:
    """Process id of a training process started by torchrun."""
    for folder in Path('/proc').glob('[0-9]*'):
        try:
            parent = int((folder / 'stat').read_text().rpartition(')')[2].split()[1])
            environment = (folder / 'environ').read_text().split('\0')
        except (OSError, IndexError):
            continue
        if parent == process.pid and f'LOCAL_RANK={local_rank}' in environment:
            return int(folder.name)
    raise AssertionError('no such worker')


@pytest.mark.skipif(not Path('/proc/self/environ').exists(), reason='finds the worker in /proc')
def test_a_killed_worker_comes_back_and_the_run_ends_with_the_right_weights(tmp_path):
    options = ['--resume', '--cfg-options', 'train_cfg.max_iters=30', 'train_cfg.val_interval=10']
    train(tmp_path / 'straight', *options, processes=2)
    process = start(dist_command(tmp_path / 'broken', *options), MAX_RESTARTS='2')
    wait_until_written(tmp_path / 'broken/iter_6.pth', process)
    os.kill(worker_of(process, local_rank=1), signal.SIGKILL)
    assert process.wait(200) == 0
    assert_same_run(checkpoint(tmp_path / 'straight', 30), checkpoint(tmp_path / 'broken', 30))


def test_restarts_that_cannot_go_well_are_refused(tmp_path):
    assert start(dist_command(tmp_path), MAX_RESTARTS='2').wait(60) == 2  # no --resume
    static = dict(NNODES='2', NODE_RANK='0', MASTER_ADDR='127.0.0.1')
    assert start(dist_command(tmp_path, '--resume'), MAX_RESTARTS='2', **static).wait(60) == 2
    assert start(dist_command(tmp_path, '--resume', 'iter_2.pth'), MAX_RESTARTS='2').wait(60) == 2  # from there each time
    assert start(dist_command(tmp_path), NNODES='1:4').wait(60) == 2  # no rendezvous


@pytest.mark.parametrize('number', [signal.SIGTERM, signal.SIGUSR1, signal.SIGINT])
def test_a_signal_to_the_launcher_ends_a_run_with_a_checkpoint(tmp_path, number):
    options = ['--cfg-options', 'train_cfg.max_iters=40', 'train_cfg.val_interval=10', 'default_hooks.checkpoint.interval=100']
    train(tmp_path / 'straight', *options, processes=2)
    process = start(dist_command(tmp_path / 'broken', *options))
    wait_until_written(next_best(tmp_path / 'broken', process), process)
    os.kill(process.pid, number)
    assert process.wait(60) != 0
    assert [int(path.stem[5:]) < 40 for path in (tmp_path / 'broken').glob('iter_*.pth')] == [True]
    train(tmp_path / 'broken', '--resume', *options, processes=2)
    assert_same_run(checkpoint(tmp_path / 'straight', 40), checkpoint(tmp_path / 'broken', 40))


def next_best(work_dir, process):
    """The first file of a validation, once it is there."""
    while not (found := list(work_dir.glob('best_*.pth'))):
        assert process.poll() is None
        time.sleep(0.01)
    return found[0]


def test_synchronized_batch_norm_on_the_cpu_is_refused_with_the_mend(tmp_path):
    result = run_ranks(train_command(tmp_path, '--cfg-options', '+sync_bn=torch'))
    assert result.returncode == 1
    assert "sync_bn needs GPUs; on the CPU normalize groups: model.backbone.norm='group'" in result.stderr


def test_wrong_usage_of_the_scripts():
    for script in ('dist_train.sh', 'dist_test.sh'):
        result = run(['bash', f'tools/{script}', TINY_CONFIG, 'two'])
        assert result.returncode == 2
        assert f'usage: {script}' in result.stderr


@pytest.mark.parametrize(
    ('name', 'value', 'words'),
    [
        ('NNODES', 'x', 'write the number of machines'),
        ('MAX_RESTARTS', 'a', 'write a whole number from 0 on'),
        ('STOP_SECONDS', '-1', 'write a whole number from 0 on'),
        ('PORT', '0', 'write a whole number from 1 on'),
        ('PYTHON', '/none', 'no such program; set PYTHON'),
    ],
)
def test_wrong_variables_of_the_scripts(tmp_path, name, value, words):
    result = run(['env', f'{name}={value}', *dist_command(tmp_path)])
    assert result.returncode == 2
    assert len(result.stderr.splitlines()) == 1
    assert words in result.stderr


def test_a_mistake_in_the_config_is_said_once(tmp_path):
    result = run(dist_command(tmp_path / 'run', '--cfg-options', 'train_cfg.max_iters=0'))
    assert result.returncode == 2
    assert result.stderr.count('train_cfg.max_iters=0: must be a whole number from 1 on') == 1
    assert 'Traceback' not in result.stderr
    assert not (tmp_path / 'run').exists()


def test_a_launcher_without_its_environment_is_refused():
    result = run([sys.executable, 'tools/train.py', TINY_CONFIG, '--launcher', 'pytorch'])
    assert result.returncode == 1
    assert 'start through tools/dist_train.sh' in result.stderr
