"""Training runs as a user starts them: programs in processes of their own."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import torch

ROOT = Path(__file__).parents[1]
TINY_CONFIG = 'tests/data/tiny_config.py'
TINY_EPOCHS_CONFIG = 'tests/data/tiny_epochs_config.py'
# Parts of a checkpoint that an exact resume brings back to the last bit.
EXACT = ('state_dict', 'ema_state_dict', 'optimizer', 'param_schedulers', 'rng_states')
# One thread per process: the tests run side by side, and sums come out the same however many cores there are.
ENVIRONMENT = {**os.environ, 'OMP_NUM_THREADS': '1', 'PYTHON': sys.executable}


def train_command(work_dir: Path, *args: str, config: str = TINY_CONFIG) -> list[str]:
    return [sys.executable, 'tools/train.py', config, '--work-dir', str(work_dir), *args]


def dist_command(work_dir: Path, *args: str, processes: int = 2, config: str = TINY_CONFIG) -> list[str]:
    return ['bash', 'tools/dist_train.sh', config, str(processes), '--work-dir', str(work_dir), *args]


def run(command: list, timeout_s: float = 300.0) -> subprocess.CompletedProcess:
    """Run in the repository's root; a failure shows what was printed."""
    command = list(map(str, command))
    return subprocess.run(command, cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True, timeout=timeout_s, check=False)


def train(work_dir: Path, *args: str, config: str = TINY_CONFIG) -> subprocess.CompletedProcess:
    return run_well(train_command(work_dir, *args, config=config))


def run_well(command: list) -> subprocess.CompletedProcess:
    result = run(command)
    assert result.returncode == 0, result.stdout[-2000:] + result.stderr[-4000:]
    return result


def start(command: list, **environment: str) -> subprocess.Popen:
    """Start without waiting, as the leader of a process group."""
    return subprocess.Popen(
        list(map(str, command)),
        cwd=ROOT,
        env=ENVIRONMENT | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def wait_until_written(path: Path, process: subprocess.Popen) -> None:
    deadline = time.monotonic() + 200
    while not path.exists():
        assert process.poll() is None, f'training ended before {path.name} was written'
        assert time.monotonic() < deadline
        time.sleep(0.01)


def kill_once_written(process: subprocess.Popen, path: Path, delay_s: float = 0.0) -> None:
    """SIGKILL to the process and all it has started, `delay_s` after a file has appeared."""
    wait_until_written(path, process)
    time.sleep(delay_s)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def checkpoint(work_dir: Path, iteration: int) -> dict:
    return torch.load(work_dir / f'iter_{iteration}.pth')


def assert_same_run(expected: dict, found: dict) -> None:
    """Two checkpoints of one moment of one run."""
    for part in EXACT:
        assert_same(expected[part], found[part], part)
    assert losses(expected) == losses(found)


def losses(content: dict) -> list[float]:
    """Loss of every iteration, from a checkpoint."""
    return content['progress']['histories']['train/loss']['values'].tolist()


def assert_same(a, b, where: str = '') -> None:
    """Nested plain data, bit for bit."""
    assert type(a) is type(b), where
    if isinstance(a, torch.Tensor):
        assert torch.equal(a, b), where
    elif isinstance(a, dict):
        assert a.keys() == b.keys(), where
        for key in a:
            assert_same(a[key], b[key], f'{where}.{key}')
    elif isinstance(a, (list, tuple)):
        assert len(a) == len(b), where
        for k, (x, y) in enumerate(zip(a, b, strict=True)):
            assert_same(x, y, f'{where}[{k}]')
    else:
        assert a == b or a != a, where
