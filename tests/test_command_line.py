import argparse
from types import SimpleNamespace

import pytest
import torch
from mmengine.registry import init_default_scope
from runs import ROOT, TINY_CONFIG

from ecgdigi.command_line import config_parser, positive, run_config
from ecgdigi.registry import HOOKS, MODELS


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
        (torch.OutOfMemoryError('CUDA out of memory.\nTried'), 'CUDA out of memory. Tried; take fewer pages per batch, --amp'),
        (RuntimeError('DataLoader worker (pid 7) is killed by signal: Killed. '), 'take fewer num_workers; --resume goes on'),
    ],
)
def test_a_users_mistake_or_a_lack_ends_in_one_line(tmp_path, capsys, error, line):
    assert ended(tmp_path, error) == 1
    printed = capsys.readouterr().err
    assert line in printed
    assert printed.count('\n') == 1


@pytest.mark.parametrize(
    ('settings', 'line'),
    [
        (dict(type='EMAHook', momentum=7, model=0), 'EMAHook'),
        (dict(type='ThroughputHook', units='pages'), "unexpected keyword argument 'units'"),
        (dict(type='WorstPagesHook', num_pages=4, keep_last=3, keep=1), 'check this part of the config'),
    ],
)
def test_what_a_part_does_not_take_is_said_with_its_name(tmp_path, capsys, settings, line):
    args = config_parser('test').parse_args([str(ROOT / TINY_CONFIG), '--work-dir', str(tmp_path)])

    def job(config):
        hook = HOOKS.build(settings)
        hook.before_run(SimpleNamespace(model=torch.nn.Linear(1, 1)))

    init_default_scope('ecgdigi')
    assert run_config('train', args, job) == 1
    printed = capsys.readouterr().err
    assert settings['type'] in printed or 'ExponentialMovingAverage' in printed
    assert line in printed or 'ExponentialMovingAverage' in printed
    assert printed.count('\n') == 1


def test_an_error_in_a_part_is_said_with_its_place_in_the_config(tmp_path, capsys):
    options = ['--cfg-options', 'model.backbone.norm=goup']
    args = config_parser('test').parse_args([str(ROOT / TINY_CONFIG), '--work-dir', str(tmp_path), *options])
    init_default_scope('ecgdigi')
    assert run_config('train', args, lambda config: MODELS.build(config.model)) == 1
    assert capsys.readouterr().err.startswith("train: model.backbone: norm='goup': choose one of")


def test_a_misspelt_argument_is_found_before_anything_is_built(tmp_path, capsys):
    options = ['--cfg-options', '+train_cfg.max_itrs=9']
    args = config_parser('test').parse_args([str(ROOT / TINY_CONFIG), '--work-dir', str(tmp_path), *options])
    assert run_config('train', args, lambda config: pytest.fail('built')) == 2
    assert 'did you mean max_iters?' in capsys.readouterr().err


def test_ctrl_c_ends_in_one_line(tmp_path, capsys):
    assert ended(tmp_path, KeyboardInterrupt()) == 130
    assert capsys.readouterr().err == 'train: stopped by Ctrl-C\n'


@pytest.mark.parametrize('text', ['0', '-3', 'two', '1.5'])
def test_a_count_is_a_whole_number(text):
    with pytest.raises(argparse.ArgumentTypeError, match='whole number'):
        positive(text)
    assert positive('3') == 3


@pytest.mark.parametrize('error', [RuntimeError('a bug'), TypeError('another'), AssertionError()])
def test_our_own_mistakes_are_shown_whole(tmp_path, error):
    with pytest.raises(type(error)):
        ended(tmp_path, error)


def test_a_work_dir_that_is_a_file_is_refused_before_anything_is_built(tmp_path, capsys):
    (tmp_path / 'file').write_text('mine')
    for work_dir in (tmp_path / 'file', tmp_path / 'file/run'):
        args = config_parser('test').parse_args([str(ROOT / TINY_CONFIG), '--work-dir', str(work_dir)])
        assert run_config('train', args, lambda config: pytest.fail('built')) == 2
        assert f'{tmp_path}/file is no folder that can be written to' in capsys.readouterr().err


def test_parts_that_are_needed_are_named(tmp_path, capsys):
    (tmp_path / 'empty.py').write_text('')
    args = config_parser('test').parse_args([str(tmp_path / 'empty.py'), '--amp'])
    assert run_config('train', args, lambda config: pytest.fail('built'), ['model', 'train_cfg']) == 2
    assert 'has no model, train_cfg, optim_wrapper, which is needed here' in capsys.readouterr().err


def test_an_error_code_of_the_job_is_passed_on(tmp_path):
    args = config_parser('test').parse_args([str(ROOT / TINY_CONFIG), '--work-dir', str(tmp_path), '--mixed-precision'])
    assert run_config('train', args, lambda config: 143 if config.optim_wrapper.type == 'AmpOptimWrapper' else 0) == 143
    args.config = 'none.py'
    assert run_config('train', args, lambda config: 0) == 2
