import resource
from types import SimpleNamespace

import torch
from mmengine.hooks import LoggerHook
from mmengine.logging import MessageHub

from ecgdigi.engine import ThroughputHook
from ecgdigi.engine.hooks import throughput as module


def test_samples_are_counted_over_the_time_between_logs_without_validation(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(module.time, 'perf_counter', lambda: now[0])
    hub = MessageHub.get_instance('throughput')
    runner = SimpleNamespace(hooks=[LoggerHook(interval=2)], world_size=3, message_hub=hub)
    hook = ThroughputHook(unit='pages')
    hook.before_train(runner)
    hook.before_train_epoch(runner)
    batch = dict(inputs=torch.zeros(5, 1))
    for k, seconds in enumerate((1.0, 3.0, 2.0, 2.0)):
        now[0] += seconds
        hook.after_train_iter(runner, k, batch)
        if k == 2:
            now[0] += 100.0  # a validation
            hook.after_val_epoch(runner)
    values = hub.get_scalar('train/pages_per_s').data[0]
    assert values.tolist() == [2 * 5 * 3 / 4.0, 2 * 5 * 3 / 4.0]


def test_memory_is_that_of_the_process():
    held = module.peak_memory_bytes()
    assert held >= resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    block = torch.ones(64_000_000)  # 256 MB
    assert block[0] == 1
    assert module.peak_memory_bytes() >= held
    assert 5e7 < module.peak_memory_bytes() < 1e11
