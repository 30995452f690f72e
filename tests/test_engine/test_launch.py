import os
import signal
import time
from pathlib import Path

import pytest
import torch.distributed as dist
from runs import dist_command, start, wait_until_written

from ecgdigi.engine.launch import process_group

NAMES = ('RANK', 'WORLD_SIZE', 'LOCAL_RANK', 'MASTER_ADDR', 'MASTER_PORT')


def test_without_a_launcher_there_is_no_group():
    with process_group('none'):
        assert not dist.is_initialized()


@pytest.mark.slow
@pytest.mark.skipif(not Path('/proc/self/stat').exists(), reason='looks for processes in /proc')
def test_a_killed_launcher_takes_its_processes_with_it(tmp_path):
    process = start(dist_command(tmp_path, '--cfg-options', 'train_cfg.max_iters=100000', 'train_cfg.val_interval=100000'))
    wait_until_written(tmp_path / 'iter_2.pth', process)
    workers = [int(folder.name) for folder in Path('/proc').glob('[0-9]*') if parent_of(folder) == process.pid]
    assert len(workers) == 2
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    deadline = time.monotonic() + 10
    while any(state_of(worker) not in ('Z', None) for worker in workers):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def stat_of(folder):
    try:
        return (folder / 'stat').read_text().rpartition(')')[2].split()
    except OSError:
        return [None, None]


def parent_of(folder):
    return int(stat_of(folder)[1] or 0)


def state_of(process_id):
    return stat_of(Path('/proc') / str(process_id))[0]


def test_missing_environment_is_named(monkeypatch):
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv('RANK', '0')
    with pytest.raises(ValueError, match='WORLD_SIZE, LOCAL_RANK, MASTER_ADDR, MASTER_PORT not set'), process_group('pytorch'):
        pass


def test_slurm_names_are_understood_and_the_group_is_left_at_an_error(monkeypatch, tmp_path):
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    for name, value in (('SLURM_PROCID', '0'), ('SLURM_NTASKS', '1'), ('SLURM_LOCALID', '0')):
        monkeypatch.setenv(name, value)
    monkeypatch.setenv('MASTER_ADDR', '127.0.0.1')
    monkeypatch.setenv('MASTER_PORT', '0')
    with pytest.raises(KeyError), process_group('slurm'):  # noqa: PT012 -- the group must be seen inside
        assert dist.get_backend() == 'gloo'
        assert dist.get_world_size() == 1
        raise KeyError('in training')
    assert not dist.is_initialized()
    for name in NAMES[:3]:
        monkeypatch.delenv(name, raising=False)
