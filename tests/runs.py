"""Training runs as a user starts them: programs in processes of their own."""

import functools
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import torch
from fork_server import Program, Server

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


@functools.cache
def server() -> Server:
    return Server(ENVIRONMENT)


def is_program(command: list) -> bool:
    return command[0] == sys.executable and command[1] != '-c'


def run(command: list, timeout_s: float = 300.0, *, fresh: bool = False, **environment: str) -> subprocess.CompletedProcess:
    """Run in the repository's root. Args: fresh: a new interpreter, which shows that a program imports all it needs."""
    command = list(map(str, command))
    environment = ENVIRONMENT | environment
    if fresh or not is_program(command):
        settings = dict(cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        return subprocess.run(command, timeout=timeout_s, **settings)
    with tempfile.TemporaryDirectory() as folder:
        return ended(begin(command, Path(folder), environment), timeout_s)


def begin(command: list[str], folder: Path | None, environment: dict[str, str]) -> Program:
    """Args: folder: where what is printed goes."""
    outputs = [str(folder / name) if folder else os.devnull for name in ('stdout', 'stderr')]
    return Program(server(), command[1:], ROOT, environment, outputs)


def ended(program: Program, timeout_s: float) -> subprocess.CompletedProcess:
    try:
        code = program.wait(timeout_s)
    finally:
        program.kill_group()
    return subprocess.CompletedProcess(program.command, code, *(Path(path).read_text() for path in program.outputs))


def start_ranks(command: list, processes: int, folder: Path | None = None) -> list[Program]:
    """A program in several processes, as a launcher starts them, but without one."""
    with socket.socket() as free:
        free.bind(('127.0.0.1', 0))
        group = dict(WORLD_SIZE=str(processes), MASTER_ADDR='127.0.0.1', MASTER_PORT=str(free.getsockname()[1]))
    command = [*map(str, command), '--launcher', 'pytorch']
    programs = []
    for rank in map(str, range(processes)):
        outputs = folder and folder / rank
        if outputs:
            outputs.mkdir()
        programs.append(begin(command, outputs, ENVIRONMENT | group | dict(RANK=rank, LOCAL_RANK=rank)))
    return programs


def run_ranks(command: list, processes: int = 2, timeout_s: float = 300.0) -> subprocess.CompletedProcess:
    """Returns: how the first process of `start_ranks` ended, or the first that failed."""
    if processes == 1:
        return run(command, timeout_s)
    with tempfile.TemporaryDirectory() as folder:
        programs = start_ranks(command, processes, Path(folder))
        deadline = time.monotonic() + timeout_s
        while any(program.poll() is None for program in programs) and time.monotonic() < deadline:
            if any(program.poll() for program in programs):  # the others would wait for it
                deadline = min(deadline, time.monotonic() + 10)
            time.sleep(0.01)
        for program in programs:
            program.kill_group()
        results = [ended(program, 10.0) for program in programs]
    return next((result for result in results if result.returncode), results[0])


def train(work_dir: Path, *args: str, config: str = TINY_CONFIG, processes: int = 1) -> subprocess.CompletedProcess:
    return well(run_ranks(train_command(work_dir, *args, config=config), processes))


def run_well(command: list, **settings) -> subprocess.CompletedProcess:
    return well(run(command, **settings))


def well(result: subprocess.CompletedProcess) -> subprocess.CompletedProcess:
    assert result.returncode == 0, result.stdout[-2000:] + result.stderr[-4000:]
    return result


def start(command: list, **environment: str) -> subprocess.Popen | Program:
    """Start without waiting, as the leader of a process group."""
    command = list(map(str, command))
    environment = ENVIRONMENT | environment
    if is_program(command):
        return begin(command, None, environment)
    null = dict(stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True, **null)


def wait_until_written(path: Path, process: subprocess.Popen | Program) -> None:
    deadline = time.monotonic() + 200
    while not path.exists():
        assert process.poll() is None, f'training ended before {path.name} was written'
        assert time.monotonic() < deadline
        time.sleep(0.01)


def kill_once_written(process: subprocess.Popen | Program, path: Path, delay_s: float = 0.0) -> None:
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
