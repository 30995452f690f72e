import math
from types import SimpleNamespace

import pytest
import torch
from mmengine.logging import MMLogger
from runs import checkpoint, losses, run, train, train_command

from ecgdigi.engine import FiniteLossHook
from ecgdigi.structures.data_sample import ECGDataSample

BATCH = dict(inputs=torch.ones(1, 3, 2, 2), data_samples=[ECGDataSample(metainfo=dict(page_index=7), gt_inked=torch.ones(2))])
GOOD, BAD = torch.tensor(1.0, requires_grad=True), torch.tensor(float('nan'))
POISONED_CONFIG = 'tests/data/poisoned_config.py'


def runner(tmp_path, **wrapper):
    wrapper = SimpleNamespace(**{'skipped_last': False, 'scales_loss': False, **wrapper})
    logger = MMLogger.get_instance('finite')
    model = torch.nn.BatchNorm2d(1)
    return SimpleNamespace(iter=9, rank=1, work_dir=str(tmp_path), optim_wrapper=wrapper, logger=logger, model=model)


@pytest.mark.parametrize('value', [float('nan'), float('inf')])
def test_a_loss_that_is_no_number_stops_the_run_and_its_batch_is_kept(tmp_path, value):
    hook = FiniteLossHook()
    hook.after_train_iter(runner(tmp_path), 9, BATCH, dict(loss=GOOD))
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(FloatingPointError, match=rf'loss is {value} at iteration 10; .* lower learning rate'):
        hook.after_train_iter(runner(tmp_path), 9, BATCH, dict(loss=torch.tensor(value)))
    kept = torch.load(tmp_path / 'not_finite_iter_10_rank_1.pth')
    assert torch.equal(kept['inputs'], BATCH['inputs'])
    assert kept['data_samples'][0]['page_index'] == 7
    assert torch.equal(kept['data_samples'][0]['gt_inked'], torch.ones(2))


def test_a_gradient_counts_unless_the_loss_is_scaled(tmp_path):
    with pytest.raises(FloatingPointError, match='the gradient is not finite at iteration 10'):
        FiniteLossHook().after_train_iter(runner(tmp_path, skipped_last=True), 9, BATCH, dict(loss=GOOD))
    FiniteLossHook().after_train_iter(runner(tmp_path, skipped_last=True, scales_loss=True), 9, BATCH, dict(loss=GOOD))


def test_skipping_ends_too_when_nothing_good_comes(tmp_path):
    hook = FiniteLossHook(action='skip', max_in_a_row=2)
    training = runner(tmp_path)
    for loss in (BAD, BAD, GOOD, BAD, BAD):
        hook.before_train_iter(training, 9, BATCH)
        hook.after_train_iter(training, 9, BATCH, dict(loss=loss))
    with pytest.raises(FloatingPointError):
        hook.after_train_iter(runner(tmp_path), 9, BATCH, dict(loss=BAD))


def test_an_unknown_action_is_refused():
    with pytest.raises(ValueError, match="action='halt'; choose one of stop, skip"):
        FiniteLossHook(action='halt')


@pytest.mark.slow
@pytest.mark.parametrize('processes', [1, 2])
@pytest.mark.parametrize('args', [[], ['--amp', '--cfg-options', '+optim_wrapper.loss_scale=dynamic']])
def test_a_run_leaves_a_bad_batch_out(tmp_path, processes, args):
    skip = 'default_hooks.finite_loss.action=skip'
    options = [*(args or ['--cfg-options']), skip, 'model.backbone.norm=batch']
    train(tmp_path, *options, processes=processes, config=POISONED_CONFIG)
    content = checkpoint(tmp_path, 8)
    assert content['optimizer']['skipped_steps'] == 1
    for part in ('state_dict', 'ema_state_dict'):  # statistics of batch normalization included
        assert all(weight.isfinite().all() for weight in content[part].values())
    curve = losses(content)
    assert [k for k, loss in enumerate(curve) if math.isnan(loss)] == [5 // processes]  # page 5, one per process


@pytest.mark.slow
def test_a_run_stops_at_a_bad_batch_with_a_good_checkpoint(tmp_path):
    result = run(train_command(tmp_path, config=POISONED_CONFIG))
    assert result.returncode == 1
    assert 'is nan at iteration 6' in result.stderr.splitlines()[-1]
    assert torch.load(tmp_path / 'not_finite_iter_6_rank_0.pth')['data_samples'][0]['page_index'] == 5
    assert all(weight.isfinite().all() for weight in checkpoint(tmp_path, 4)['state_dict'].values())
    assert not (tmp_path / 'iter_6.pth').exists()
