import math
import os
from types import SimpleNamespace

import pytest
import torch
from mmengine.logging import MessageHub, MMLogger
from runs import TINY_EPOCHS_CONFIG, train

from ecgdigi.engine import TopKCheckpointHook
from ecgdigi.engine.hooks import top_k_checkpoint as module


def names(folder, start=''):
    return sorted(path.name for path in folder.glob(f'{start}*.pth'))


@pytest.mark.parametrize(
    ('arguments', 'message'),
    [
        (dict(interval=1, mode='less'), 'choose one of min, max'),
        (dict(interval=1, top_k=2), 'needs monitor'),
        (dict(interval=1, keep_last=0), 'keep_last=0, top_k=0: keep at least the last one'),
        (dict(interval=0), 'at least 1'),
        (dict(interval=1, keep_every=0), 'keep_every=0 must be at least 1'),
        (dict(interval=1, top_k=-1, monitor='m'), 'top_k=-1: keep at least'),
        (dict(interval=1, keep_last=-2), 'keep_last=-2'),
    ],
)
def test_arguments_that_do_not_go_together(arguments, message):
    with pytest.raises(ValueError, match=message):
        TopKCheckpointHook(**arguments)


class FakeRunner:
    """Counts iterations and validates after each, with metrics that are told."""

    def __init__(self, folder, hook, metrics):
        self.work_dir, self.hook, self.metrics = str(folder), hook, metrics
        self.iter, self.epoch, self.rank, self._resume = 0, 0, 0, True
        self.max_iters, self.max_epochs = len(metrics), None
        self.optim_wrapper = SimpleNamespace(accumulative_counts=1)
        self.train_loop = SimpleNamespace(validates_after=lambda done: True)
        self.logger, self.message_hub = MMLogger.get_instance('top k'), MessageHub.get_instance('top k')

    def train(self, stop=None):
        self.hook.before_train(self)
        for metric in self.metrics[self.iter : stop]:
            self.hook.after_train_iter(self, self.iter)
            self.iter += 1
            self.hook.after_val_epoch(self, {'m/x': metric})
            self.hook.after_val(self)
        self.hook.after_train(self)


@pytest.fixture
def plain_state(monkeypatch):
    """Checkpoints that hold what the hook adds, alone."""

    def collect(runner, *, epochs_done, iters_done):
        content = dict(state_dict={}, meta=dict(iter=iters_done))
        runner.hook.before_save_checkpoint(runner, content)
        return content

    monkeypatch.setattr(module, 'collect_run_state', collect)


METRICS = [5.0, 3.0, math.nan, 4.0, 1.0, 3.0, 2.0, 9.0]


@pytest.mark.parametrize('in_background', [True, False])
@pytest.mark.parametrize(('mode', 'best'), [('min', {1.0: 5, 2.0: 7, 3.0: 2}), ('max', {9.0: 8, 5.0: 1, 4.0: 4})])
def test_the_best_and_the_last_stay(tmp_path, plain_state, mode, best, in_background):
    settings = dict(interval=2, keep_last=1, keep_every=4, monitor='m/x', mode=mode, top_k=3, in_background=in_background)
    (tmp_path / 'iter_1.pth').write_bytes(b'of somebody else')
    FakeRunner(tmp_path, TopKCheckpointHook(**settings), METRICS).train()
    assert names(tmp_path, 'best') == sorted(f'best_m_x_{value:.6g}_iter_{k}.pth' for value, k in best.items())
    assert names(tmp_path, 'iter') == ['iter_1.pth', 'iter_4.pth', 'iter_8.pth']
    assert torch.load(tmp_path / 'iter_8.pth')['kept_checkpoints']['best'][0][0] == next(iter(best))


@pytest.mark.parametrize('stop', range(1, 8))
def test_a_resumed_run_keeps_the_same(tmp_path, plain_state, stop):
    settings = dict(interval=1, keep_last=2, monitor='m/x', top_k=2)
    FakeRunner(tmp_path, TopKCheckpointHook(**settings), METRICS).train(stop)
    hook = TopKCheckpointHook(**settings)
    again = FakeRunner(tmp_path, hook, METRICS)
    again.iter = stop
    hook.after_load_checkpoint(again, torch.load(tmp_path / f'iter_{stop}.pth'))
    again.train()
    assert names(tmp_path) == ['best_m_x_1_iter_5.pth', 'best_m_x_2_iter_7.pth', 'iter_7.pth', 'iter_8.pth']


def test_all_processes_save_together(tmp_path, plain_state, monkeypatch):
    """A save is a message between processes: one that saved alone would wait for ever."""
    said, saves = [], {0: [], 1: []}

    def broadcast(values):
        if asked == 0:
            said.append(values[0])
        else:
            values[0] = said.pop(0)

    monkeypatch.setattr(module, 'broadcast_object_list', broadcast)
    for rank in (0, 1):
        asked = rank
        hook = TopKCheckpointHook(interval=100, monitor='m/x', top_k=2)
        runner = FakeRunner(tmp_path, hook, [5.0, 4.0, 3.0, 4.5, 2.0, 3.5])
        runner.rank, runner.max_iters = rank, 1000
        save = hook._save
        monkeypatch.setattr(hook, '_save', lambda *a, save=save, rank=rank, **k: (saves[rank].append(a[1]), save(*a, **k)))
        runner.train()
    assert saves[0] == saves[1] == [1, 2, 3, 5, 6]  # and the last


def test_what_a_killed_run_could_not_delete_goes_at_the_resume(tmp_path, plain_state):
    hook = TopKCheckpointHook(interval=1, keep_last=1)
    FakeRunner(tmp_path, hook, METRICS).train(2)
    (tmp_path / 'iter_1.pth').write_bytes(b'killed before it was deleted')
    again = FakeRunner(tmp_path, TopKCheckpointHook(interval=1, keep_last=1), METRICS)
    again.hook.after_load_checkpoint(again, torch.load(tmp_path / 'iter_2.pth'))
    assert names(tmp_path) == ['iter_2.pth']


def test_an_error_of_writing_comes_up_in_the_next_iteration(tmp_path, plain_state, monkeypatch):
    def full_disk(descriptor):
        raise OSError(28, 'No space left on device')

    monkeypatch.setattr(os, 'fsync', full_disk)
    hook = TopKCheckpointHook(interval=1)
    runner = FakeRunner(tmp_path, hook, METRICS)
    runner.train_loop.validates_after = lambda done: False
    hook.before_train(runner)
    hook.after_train_iter(runner, 0)
    hook.interval, runner.iter = 100, 1
    hook._jobs._executor.shutdown(wait=True)
    with pytest.raises(OSError, match='No space left'):
        hook.after_train_iter(runner, 1)


@pytest.mark.parametrize(
    ('settings', 'loop', 'message'),
    [
        (dict(interval=3), dict(val_interval=2), 'a checkpoint every 3 iterations would fall between'),
        (dict(interval=2), dict(val_interval=2, epoch_length=5), 'would fall between'),
        (dict(interval=2, monitor='m/x', top_k=1), dict(val_interval=3), 'a best checkpoint after a validation every 3'),
        (dict(interval=1, by_epoch=True), dict(val_interval=2), 'train_cfg counts iterations'),
    ],
)
def test_intervals_that_do_not_fit_are_refused(tmp_path, settings, loop, message):
    hook = TopKCheckpointHook(**settings)
    runner = FakeRunner(tmp_path, hook, [1.0])
    runner.optim_wrapper.accumulative_counts = 2
    runner.train_loop = SimpleNamespace(**loop)
    with pytest.raises(ValueError, match=message):
        hook.before_train(runner)


def test_a_metric_that_validation_does_not_give(tmp_path):
    hook = TopKCheckpointHook(interval=1, monitor='m/y', top_k=1)
    with pytest.raises(ValueError, match="monitor='m/y', but validation gives m/x"):
        FakeRunner(tmp_path, hook, [1.0]).train()


def test_a_failed_write_ends_the_run_and_deletes_nothing(tmp_path, plain_state, monkeypatch):
    hook = TopKCheckpointHook(interval=1, keep_last=1)
    FakeRunner(tmp_path, hook, METRICS).train(2)
    before = names(tmp_path)

    def full_disk(descriptor):
        raise OSError(28, 'No space left on device')

    monkeypatch.setattr(os, 'fsync', full_disk)
    runner = FakeRunner(tmp_path, hook, METRICS)
    runner.iter = 2
    with pytest.raises(OSError, match=r'iter_3\.pth: not written \(No space left on device\)'):
        runner.train()
    assert names(tmp_path) == before == ['iter_2.pth']


def test_what_a_killed_run_left_half_written_is_removed(tmp_path, plain_state):
    gone, mine = '.iter_7.999999999.pth', '.notes.pth'
    for name in (gone, mine):
        (tmp_path / name).write_bytes(b'half')
    FakeRunner(tmp_path, TopKCheckpointHook(interval=1), [1.0]).train()
    assert not (tmp_path / gone).exists()
    assert (tmp_path / mine).exists()


@pytest.mark.slow
def test_in_a_run_by_epochs(tmp_path):
    options = [
        'default_hooks.checkpoint.interval=2',
        '+default_hooks.checkpoint.by_epoch=True',
        'default_hooks.checkpoint.top_k=2',
    ]
    train(tmp_path, '--cfg-options', *options, 'default_hooks.checkpoint.keep_last=1', config=TINY_EPOCHS_CONFIG)
    assert names(tmp_path, 'epoch') == ['epoch_5.pth']
    content = torch.load(tmp_path / 'epoch_5.pth')
    validated = content['progress']['histories']['val/strip/height_error_mm']['values'].tolist()
    assert len(validated) == 3  # after epochs 2, 4 and 5
    best = sorted(zip(validated, (2, 4, 5), strict=True))[:2]
    expected = sorted(f'best_strip_height_error_mm_{value:.6g}_epoch_{epoch}.pth' for value, epoch in best)
    assert names(tmp_path, 'best') == expected
    assert content['meta']['epoch'] == 5
    assert content['meta']['iter'] == 50
