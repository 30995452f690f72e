import pytest
import torch.distributed as dist

from ecgdigi.engine.launch import process_group

NAMES = ('RANK', 'WORLD_SIZE', 'LOCAL_RANK', 'MASTER_ADDR', 'MASTER_PORT')


def test_without_a_launcher_there_is_no_group():
    with process_group('none'):
        assert not dist.is_initialized()


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
