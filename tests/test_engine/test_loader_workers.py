import os
import signal
import time

import numpy as np
import pytest
import torch
from runs import TINY_EPOCHS_CONFIG, checkpoint, start, train_command
from torch.utils.data import DataLoader, Dataset

from ecgdigi.engine.loader_workers import end_with_parent_only, seed_loader


class Noise(Dataset):
    """Draws from the generators of its process, as many a dataset does."""

    def __len__(self):
        return 4

    def __getitem__(self, index):
        return torch.tensor([np.random.random(), float(torch.rand(()))], dtype=torch.float64), os.getpid()


def epoch_noise(loader, epoch):
    seed_loader(loader, seed=3, epoch=epoch)
    return torch.cat([noise for noise, _ in loader])


def test_noise_in_workers_differs_from_epoch_to_epoch_and_comes_back():
    loader = DataLoader(Noise(), num_workers=2)
    first, second, again = (epoch_noise(loader, epoch) for epoch in (0, 1, 0))
    assert not torch.isin(first, second).any()
    assert torch.equal(first, again)
    state = torch.get_rng_state()
    epoch_noise(loader, 2)
    assert torch.equal(state, torch.get_rng_state())  # nothing was drawn from the common generator


def test_a_worker_lives_on_after_a_schedulers_sigterm_and_ends_after_that_of_its_parent():
    loader = DataLoader(Noise(), num_workers=1, persistent_workers=True, worker_init_fn=end_with_parent_only)
    worker = {int(pid) for _, pid in loader}.pop()
    stranger = os.fork()
    if not stranger:
        os.kill(worker, signal.SIGTERM)
        os._exit(0)
    os.waitpid(stranger, 0)
    time.sleep(0.2)
    assert {int(pid) for _, pid in loader} == {worker}
    os.kill(worker, signal.SIGINT)  # Ctrl-C reaches it, too
    time.sleep(0.2)
    assert {int(pid) for _, pid in loader} == {worker}
    os.kill(worker, signal.SIGTERM)
    time.sleep(0.5)
    with pytest.raises(RuntimeError, match='exited unexpectedly'):
        list(loader)


@pytest.mark.slow
@pytest.mark.parametrize('number', [signal.SIGTERM, signal.SIGUSR1, signal.SIGINT])
def test_a_signal_to_all_processes_ends_a_run_with_a_checkpoint(tmp_path, number):
    """As Slurm and a terminal send it. The checkpoint interval is out of reach: what is there was written at the signal."""
    options = ['train_cfg.max_epochs=1000', 'default_hooks.checkpoint.interval=100000']
    process = start(train_command(tmp_path, '--cfg-options', *options, config=TINY_EPOCHS_CONFIG))
    best = 'best_strip_height_error_mm'
    while not list(tmp_path.glob(f'{best}*')):
        assert process.poll() is None
        time.sleep(0.01)
    if number == signal.SIGUSR1:
        os.kill(process.pid, number)
    else:
        os.killpg(process.pid, number)
    assert process.wait(60) == (130 if number == signal.SIGINT else 143)
    numbered = list(tmp_path.glob('iter_*.pth'))
    assert len(numbered) == 1
    iteration = int(numbered[0].stem.removeprefix('iter_'))
    assert iteration > 20  # after the validation of the second epoch
    assert checkpoint(tmp_path, iteration)['meta']['epoch'] == iteration // 10
