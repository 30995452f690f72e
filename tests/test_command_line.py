import argparse

import pytest
import torch
from runs import ROOT, TINY_CONFIG

from ecgdigi.command_line import config_parser, run_config


def ended(tmp_path, error):
    def job(config):
        raise error

    args = config_parser('test').parse_args([str(ROOT / TINY_CONFIG), '--work-dir', str(tmp_path)])
    assert isinstance(args, argparse.Namespace)
    return run_config('train', args, job)


@pytest.mark.parametrize(
    ('error', 'line'),
    [
        (OSError('a.pth: not there'), 'train: a.pth: not there'),
        (KeyError('no such part'), 'train: no such part'),
        (TypeError("Part.__init__() got an unexpected keyword argument 'x'"), "argument 'x'; check the arguments of this part"),
        (torch.OutOfMemoryError('CUDA out of memory.\nTried'), 'CUDA out of memory. Tried; take fewer pages per batch, --amp'),
        (RuntimeError('DataLoader worker (pid 7) is killed by signal: Killed. '), 'take fewer num_workers; --resume goes on'),
    ],
)
def test_a_users_mistake_or_a_lack_ends_in_one_line(tmp_path, capsys, error, line):
    assert ended(tmp_path, error) == 1
    printed = capsys.readouterr().err
    assert line in printed
    assert printed.count('\n') == 1


@pytest.mark.parametrize('error', [RuntimeError('a bug'), TypeError('another'), AssertionError()])
def test_our_own_mistakes_are_shown_whole(tmp_path, error):
    with pytest.raises(type(error)):
        ended(tmp_path, error)


def test_an_error_code_of_the_job_is_passed_on(tmp_path):
    args = config_parser('test').parse_args([str(ROOT / TINY_CONFIG), '--work-dir', str(tmp_path), '--mixed-precision'])
    assert run_config('train', args, lambda config: 143 if config.optim_wrapper.type == 'AmpOptimWrapper' else 0) == 143
    args.config = 'none.py'
    assert run_config('train', args, lambda config: 0) == 2
