"""Seeds and signals of the processes that load data."""

import os
import signal
import threading

import numpy as np
import torch
from mmengine.dist import get_rank
from torch.utils.data import DataLoader


def seed_loader(loader: DataLoader, seed: int, epoch: int = 0) -> None:
    """Seed what the seeds of a loader's workers are drawn from: another for each process and epoch."""
    state = np.random.SeedSequence((seed, get_rank(), epoch)).generate_state(1, np.uint64)
    loader.generator = torch.Generator().manual_seed(int(state[0]))


def end_with_parent_only(worker_id: int) -> None:
    """Worker function: SIGTERM ends the worker if it comes from the training process; SIGUSR1 and SIGINT do nothing.

    Schedulers signal all processes of a job, Ctrl-C all of a terminal. The training process then sees its iteration through,
    for which it needs the workers; with PyTorch's own handling they would be gone at once, and training with them.
    """
    for number in (signal.SIGUSR1, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    if not hasattr(signal, 'sigwaitinfo'):  # macOS
        return
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    threading.Thread(target=_wait_for_parent, daemon=True).start()


def _wait_for_parent() -> None:
    while signal.sigwaitinfo({signal.SIGTERM}).si_pid != os.getppid():
        pass
    os._exit(0)
