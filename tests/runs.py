"""Training runs as a user starts them: programs in processes of their own."""

import os
import subprocess
import sys
from pathlib import Path

import torch

ROOT = Path(__file__).parents[1]
TINY_CONFIG = 'tests/data/tiny_config.py'
# One thread per process: the tests run side by side, and sums come out the same however many cores there are.
ENVIRONMENT = {**os.environ, 'OMP_NUM_THREADS': '1', 'PYTHON': sys.executable}


def train_command(work_dir: Path, *args: str) -> list[str]:
    return [sys.executable, 'tools/train.py', TINY_CONFIG, '--work-dir', str(work_dir), *args]


def run(command: list, timeout_s: float = 300.0) -> subprocess.CompletedProcess:
    """Run in the repository's root; a failure shows what was printed."""
    command = list(map(str, command))
    return subprocess.run(command, cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True, timeout=timeout_s, check=False)


def train(work_dir: Path, *args: str) -> subprocess.CompletedProcess:
    result = run(train_command(work_dir, *args))
    assert result.returncode == 0, result.stdout[-2000:] + result.stderr[-4000:]
    return result


def checkpoint(work_dir: Path, iteration: int) -> dict:
    return torch.load(work_dir / f'iter_{iteration}.pth')


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
