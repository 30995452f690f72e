"""Process groups: which backend on which device."""

import ctypes
import gc
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import torch
import torch.distributed as dist

PR_SET_PDEATHSIG = 1  # of prctl(2)


@contextmanager
def process_group(launcher: str) -> Iterator[None]:
    """Join the process group that torchrun or Slurm describes in the environment, and leave it at the end.

    Args:
        launcher: 'none' (a single process), 'pytorch' (torchrun) or 'slurm'.

    Raises:
        ValueError: the environment describes no group.
    """
    if launcher == 'none':
        yield
        return
    if launcher == 'slurm':
        _translate_slurm()
    missing = [name for name in ('RANK', 'WORLD_SIZE', 'LOCAL_RANK', 'MASTER_ADDR', 'MASTER_PORT') if name not in os.environ]
    if missing:
        script = 'tools/slurm_train.sh' if launcher == 'slurm' else 'tools/dist_train.sh'
        raise ValueError(f'--launcher {launcher}: {", ".join(missing)} not set; start through {script}')
    _end_with_parent()
    on_gpu = torch.cuda.is_available()
    if on_gpu:
        torch.cuda.set_device(int(os.environ['LOCAL_RANK']))
    dist.init_process_group('nccl' if on_gpu else 'gloo')
    try:
        yield
        dist.barrier()  # nobody leaves while another still waits for him
    finally:
        # The wrapped model holds the group: freed only when Python ends, its threads would abort the process.
        gc.collect()
        dist.destroy_process_group()


def _end_with_parent() -> None:
    """On Linux: when the launcher is killed, so is this process. Else it would train on unseen, beside a resumed run."""
    if sys.platform == 'linux':
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _translate_slurm() -> None:
    """Slurm's names of the same things. The first machine of the job is the meeting point; the port comes from its number."""
    for ours, theirs in (('RANK', 'SLURM_PROCID'), ('WORLD_SIZE', 'SLURM_NTASKS'), ('LOCAL_RANK', 'SLURM_LOCALID')):
        if theirs in os.environ:
            os.environ.setdefault(ours, os.environ[theirs])
    if 'MASTER_ADDR' not in os.environ and 'SLURM_JOB_NODELIST' in os.environ:
        command = ['scontrol', 'show', 'hostnames', os.environ['SLURM_JOB_NODELIST']]
        os.environ['MASTER_ADDR'] = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()[0]
    if 'SLURM_JOB_ID' in os.environ:
        os.environ.setdefault('MASTER_PORT', str(20000 + int(os.environ['SLURM_JOB_ID']) % 20000))
