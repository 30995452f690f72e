"""Two processes are one process with the doubled batch."""

import sys

import pytest
import torch
from runs import TINY_CONFIG, checkpoint, losses, run, train

pytestmark = pytest.mark.slow
# The same numbers are added in another order: float32 rounding, which training amplifies a little from step to step.
LOSS_TOLERANCE = 1e-5
WEIGHT_TOLERANCE = 1e-4


def test_two_processes_give_the_loss_curve_of_the_doubled_batch(tmp_path):
    train(tmp_path / 'one', '--cfg-options', 'train_dataloader.batch_size=2')
    result = run(['bash', 'tools/dist_train.sh', TINY_CONFIG, 2, '--work-dir', tmp_path / 'two'])
    assert result.returncode == 0, result.stderr[-4000:]
    one, two = checkpoint(tmp_path / 'one', 8), checkpoint(tmp_path / 'two', 8)
    assert losses(two) == pytest.approx(losses(one), rel=LOSS_TOLERANCE)
    assert losses(one)[-1] < 0.9 * losses(one)[0]  # and it has learned
    for name, value in one['state_dict'].items():
        assert torch.allclose(two['state_dict'][name], value, atol=WEIGHT_TOLERANCE), name
    # Validation in two processes counts every page once.
    metric = 'val/strip/height_error_mm'
    histories = [content['progress']['histories'][metric]['values'] for content in (one, two)]
    assert torch.allclose(*histories, rtol=1e-3)


def test_a_resumed_pair_goes_on_exactly(tmp_path):
    straight, broken = tmp_path / 'straight', tmp_path / 'broken'
    command = ['bash', 'tools/dist_train.sh', TINY_CONFIG, 2, '--work-dir']
    for work_dir in (straight, broken):
        result = run([*command, work_dir])
        assert result.returncode == 0, result.stderr[-4000:]
    for name in ('iter_8.pth', 'iter_6.pth'):
        (broken / name).unlink()
    result = run([*command, broken, '--resume'])
    assert result.returncode == 0, result.stderr[-4000:]
    assert losses(checkpoint(straight, 8)) == losses(checkpoint(broken, 8))


def test_wrong_usage_of_the_scripts():
    for script in ('dist_train.sh', 'dist_test.sh'):
        result = run(['bash', f'tools/{script}', TINY_CONFIG, 'two'])
        assert result.returncode == 2
        assert f'usage: {script}' in result.stderr


def test_a_launcher_without_its_environment_is_refused():
    result = run([sys.executable, 'tools/train.py', TINY_CONFIG, '--launcher', 'pytorch'])
    assert result.returncode == 1
    assert 'start through tools/dist_train.sh' in result.stderr
