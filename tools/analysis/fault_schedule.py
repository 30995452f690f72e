"""Let training runs meet faults at random moments, resume them, and compare each with a run that was left alone.

Each run trains a config with mixed precision, loss scaling, accumulation, EMA and a data worker. It is struck at a random
iteration, then started again with `--resume`, as a user or a scheduler would. A run is well if its last checkpoint is that of
the undisturbed run bit for bit (weights, averaged weights, optimizer, schedules, scaler, random states, all losses) and if
no more than one checkpoint interval of what was done before the fault had to be done again.

Disk-full and read-only runs live on a small file system of their own, which needs the right to mount (root); without it, they
are left out and the table says so.

Exit code: 0 all runs well, 1 some were not, 2 wrong usage.
"""

import argparse
import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import torch

from ecgdigi.command_line import positive
from ecgdigi.config import load_config

ROOT = Path(__file__).resolve().parents[2]
INTERVAL, ITERATIONS = 6, 60
TINY = [
    'model.backbone.channels=[8,8]', 'model.backbone.depths=[1,1]', '+model.head.ink_channels=8',
    'default_hooks.logger.interval=1', f'default_hooks.checkpoint.interval={INTERVAL}', f'train_cfg.max_iters={ITERATIONS}',
    'train_cfg.val_interval=20', 'param_scheduler.0.end=6', 'param_scheduler.1.begin=6', 'train_dataloader.batch_size=1',
    'val_dataloader.dataset.num_pages=2', '+optim_wrapper.accumulative_counts=2', '+optim_wrapper.loss_scale=dynamic',
]  # fmt: skip
for _loader in ('train_dataloader', 'val_dataloader'):
    TINY += [f'{_loader}.dataset.{option}' for option in ('strips_per_page=2', 'strip_px=(64,64)', 'px_per_mm=2.0')]
    TINY.append(f'{_loader}.dataset.pages.style.px_per_mm=(2.0,2.5)')
# Parts of a checkpoint that must come out the same.
EXACT = ('state_dict', 'ema_state_dict', 'optimizer', 'param_schedulers', 'rng_states')


class FaultError(Exception):
    """A run that did not go as it must; says how."""


@dataclass
class Lab:
    """Where runs take place.

    Attributes:
        config: what is trained.
        folder: of all runs.
        rng: draws the moments.
        references: number of processes -> last checkpoint of the undisturbed run.
    """

    config: str
    folder: Path
    rng: random.Random
    references: dict[int, dict] = field(default_factory=dict)

    def start(self, work_dir: Path, processes: int = 1, **environment: str) -> subprocess.Popen:
        """Begin or resume a run, as the leader of a process group of its own."""
        if processes == 1:
            command = [sys.executable, 'tools/train.py', self.config]
        else:
            command = ['bash', 'tools/dist_train.sh', self.config, str(processes)]
        command += ['--work-dir', str(work_dir), '--resume', '--amp', '--cfg-options', *TINY]
        settings = {**os.environ, 'OMP_NUM_THREADS': '1', 'PYTHON': sys.executable, **environment}
        with open(self.folder / f'{work_dir.name}.log', 'a') as log:
            return subprocess.Popen(command, cwd=ROOT, env=settings, stdout=log, stderr=log, start_new_session=True)

    def finish(self, work_dir: Path, processes: int = 1) -> None:
        """Resume until the end."""
        code = self.start(work_dir, processes).wait(300)
        if code:
            raise FaultError(f'resumed, it ended with exit code {code}')

    def reference(self, processes: int) -> dict:
        """Last checkpoint of the undisturbed run."""
        if processes not in self.references:
            work_dir = self.folder / f'undisturbed_{processes}'
            self.finish(work_dir, processes)
            self.references[processes] = torch.load(work_dir / f'iter_{ITERATIONS}.pth')
        return self.references[processes]

    def wait_for_iteration(self, work_dir: Path, process: subprocess.Popen) -> None:
        """Return at a random moment of the run."""
        wanted, deadline = self.rng.randrange(1, ITERATIONS - 1), time.monotonic() + 120
        while iterations_done(work_dir) < wanted:
            if process.poll() is not None or time.monotonic() > deadline:
                raise FaultError('it ended or stood still before the fault')
            time.sleep(0.002)
        time.sleep(self.rng.uniform(0, 0.1))


def iterations_done(work_dir: Path) -> int:
    """The last iteration that the run has logged."""
    done = 0
    for file in work_dir.glob('*/vis_data/scalars.json'):
        for line in file.read_text().splitlines():
            with contextlib.suppress(ValueError, KeyError):  # the last line may be half-written
                done = max(done, json.loads(line)['step'])
    return done


def newest_iteration(work_dir: Path) -> int:
    """That of the newest checkpoint that can be read; 0 if there is none."""
    from ecgdigi.engine.checkpoint import newest_checkpoint

    path = newest_checkpoint(work_dir)
    return int(path.stem.rpartition('_')[2]) if path else 0


def kill_all(process: subprocess.Popen) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


# A fault takes the lab and the run's folder, and returns the iterations done when it struck and the number of processes.
Fault = Callable[[Lab, Path], tuple[int, int]]


def sigkill(lab: Lab, work_dir: Path) -> tuple[int, int]:
    """SIGKILL to all processes"""
    process = lab.start(work_dir)
    lab.wait_for_iteration(work_dir, process)
    kill_all(process)
    return iterations_done(work_dir), 1


def sigkill_pair(lab: Lab, work_dir: Path) -> tuple[int, int]:
    """SIGKILL to all of two processes (DDP)"""
    process = lab.start(work_dir, 2)
    lab.wait_for_iteration(work_dir, process)
    kill_all(process)
    return iterations_done(work_dir), 2


def sigterm(lab: Lab, work_dir: Path) -> tuple[int, int]:
    """SIGTERM to all processes, as Slurm sends it"""
    process = lab.start(work_dir)
    lab.wait_for_iteration(work_dir, process)
    os.killpg(process.pid, signal.SIGTERM)
    code = process.wait(60)
    if code not in (0, 143):  # 0: it was at its end already
        raise FaultError(f'SIGTERM ended it with exit code {code}, not 143')
    return iterations_done(work_dir), 1


def truncated(lab: Lab, work_dir: Path) -> tuple[int, int]:
    """newest checkpoint cut at a random byte"""
    return _damaged(lab, work_dir, lambda data, place: data[:place])


def flipped(lab: Lab, work_dir: Path) -> tuple[int, int]:
    """a random bit of the newest checkpoint flipped"""
    return _damaged(lab, work_dir, lambda data, place: data[:place] + bytes([data[place] ^ 1 << place % 8]) + data[place + 1 :])


def _damaged(lab: Lab, work_dir: Path, damage: Callable[[bytes, int], bytes]) -> tuple[int, int]:
    done, processes = sigterm(lab, work_dir)
    newest = max(work_dir.glob('iter_*.pth'), key=lambda path: int(path.stem.rpartition('_')[2]))
    data = newest.read_bytes()
    newest.write_bytes(damage(data, lab.rng.randrange(len(data))))
    return done, processes


def worker_killed(lab: Lab, work_dir: Path) -> tuple[int, int]:
    """one of two DDP processes killed, --max-restarts"""
    process = lab.start(work_dir, 2, MAX_RESTARTS='3')
    lab.wait_for_iteration(work_dir, process)
    struck = iterations_done(work_dir)
    os.kill(lab.rng.choice(children(process.pid)), signal.SIGKILL)
    if process.wait(200):
        raise FaultError(f'torchrun did not bring it back: exit code {process.returncode}')
    return struck, 2


def loader_killed(lab: Lab, work_dir: Path) -> tuple[int, int]:
    """the data worker killed, as the kernel does when memory is short"""
    process = lab.start(work_dir)
    lab.wait_for_iteration(work_dir, process)
    struck = iterations_done(work_dir)
    for worker in children(process.pid):
        os.kill(worker, signal.SIGKILL)
    _expect_error(process)
    return struck, 1


def disk_full(lab: Lab, work_dir: Path) -> tuple[int, int]:
    """disk full"""

    def fill() -> None:
        with contextlib.suppress(OSError), open(work_dir / 'filler', 'wb') as file:
            while True:
                file.write(bytes(4096))
                file.flush()

    struck = _on_small_disk(lab, work_dir, fill)
    (work_dir / 'filler').unlink()
    return struck, 1


def read_only(lab: Lab, work_dir: Path) -> tuple[int, int]:
    """work dir turned read-only"""

    def lock() -> None:  # the same folder over itself: a file system with open logs cannot be turned
        mount('--bind', work_dir, work_dir)
        mount('-o', 'remount,ro,bind', work_dir)

    struck = _on_small_disk(lab, work_dir, lock)
    subprocess.run(['umount', str(work_dir)], check=True)
    return struck, 1


def _on_small_disk(lab: Lab, work_dir: Path, strike: Callable[[], None]) -> int:
    work_dir.mkdir()
    mount('-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', work_dir)
    process = lab.start(work_dir)
    lab.wait_for_iteration(work_dir, process)
    struck = iterations_done(work_dir)
    strike()
    _expect_error(process)
    return struck


def _expect_error(process: subprocess.Popen) -> None:
    try:
        code = process.wait(60)
    except subprocess.TimeoutExpired:
        kill_all(process)
        raise FaultError('it went on for a minute as if nothing had happened') from None
    if code == 0:
        raise FaultError('it ended with exit code 0')


def mount(*args) -> None:
    subprocess.run(['mount', *map(str, args)], check=True, capture_output=True)


def may_mount() -> bool:
    with tempfile.TemporaryDirectory() as folder:
        try:
            mount('-t', 'tmpfs', 'tmpfs', folder)
        except (OSError, subprocess.CalledProcessError):
            return False
        subprocess.run(['umount', folder], check=True)
        return True


def children(process_id: int) -> list[int]:
    """Process ids of the direct children that are Python."""
    found = []
    for folder in Path('/proc').glob('[0-9]*'):
        with contextlib.suppress(OSError, IndexError):
            parent = int((folder / 'stat').read_text().rpartition(')')[2].split()[1])
            if parent == process_id and b'train.py' in (folder / 'cmdline').read_bytes():
                found.append(int(folder.name))
    if not found:
        raise FaultError('no process to strike')
    return found


FAULTS: dict[str, Fault] = {
    fault.__name__: fault
    for fault in (sigkill, sigkill_pair, sigterm, truncated, flipped, worker_killed, loader_killed, disk_full, read_only)
}
NEEDS_MOUNT = ('disk_full', 'read_only')


@dataclass
class Tally:
    """What came of the runs of one fault."""

    well: int = 0
    lost: list[int] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


@contextlib.contextmanager
def run_folder(lab: Lab, name: str) -> Iterator[Path]:
    folder = lab.folder / name
    try:
        yield folder
    finally:
        while os.path.ismount(folder):
            subprocess.run(['umount', '-l', str(folder)], check=True)
        shutil.rmtree(folder, ignore_errors=True)


def strike_once(lab: Lab, name: str, number: int) -> int:
    """One run with one fault. Returns: iterations done before the fault that were done again. Raises FaultError."""
    with run_folder(lab, f'{name}_{number}') as work_dir:
        struck, processes = FAULTS[name](lab, work_dir)
        lost = 0
        if name != 'worker_killed':  # which has resumed by itself
            lost = max(struck - newest_iteration(work_dir), 0)
            lab.finish(work_dir, processes)
        found, expected = torch.load(work_dir / f'iter_{ITERATIONS}.pth'), lab.reference(processes)
        for part in EXACT:
            if not same(expected[part], found[part]):
                raise FaultError(f'its {part} is not that of the undisturbed run')
        losses = [content['progress']['histories']['train/loss']['values'] for content in (expected, found)]
        if not torch.equal(*losses):
            raise FaultError('its losses are not those of the undisturbed run')
        if lost > INTERVAL:
            raise FaultError(f'{lost} iterations were lost, the interval is {INTERVAL}')
        return lost


def same(a, b) -> bool:
    """Nested plain data, bit for bit."""
    if type(a) is not type(b):
        return False
    if isinstance(a, torch.Tensor):
        return torch.equal(a, b)
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(map(same, a, b))
    return a == b


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        '--config', default='configs/tracenet/tracenet_tiny_smoke.py', help='default: the smoke config, made tiny'
    )
    parser.add_argument('--runs', type=positive, default=54, help='number of runs, shared out among the kinds; default 54')
    parser.add_argument('--kinds', nargs='+', choices=FAULTS, default=list(FAULTS), help='default: all')
    parser.add_argument('--seed', type=int, default=0, help='of the moments; default 0')
    parser.add_argument('--folder', type=Path, help='where the runs and their logs go; default: a temporary one, removed')
    args = parser.parse_args()
    try:
        load_config(args.config)
        if args.folder:
            args.folder.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        parser.error(str(error))
    left_out = [kind for kind in args.kinds if kind in NEEDS_MOUNT and not may_mount()]
    kinds = [kind for kind in args.kinds if kind not in left_out]
    if not kinds:
        parser.error('this machine does not allow to mount file systems, which these kinds need')
    tallies = {kind: Tally() for kind in kinds}
    with contextlib.ExitStack() as stack:
        folder = args.folder or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        lab = Lab(args.config, folder.resolve(), random.Random(args.seed))
        for number in range(args.runs):
            kind = kinds[number % len(kinds)]
            try:
                tallies[kind].lost.append(strike_once(lab, kind, number))
                tallies[kind].well += 1
            except (FaultError, subprocess.TimeoutExpired) as error:
                tallies[kind].failures.append(f'run {number}: {error}')
            print(f'{number + 1}/{args.runs} {kind}', file=sys.stderr, flush=True)
    print_table(tallies, left_out)
    return int(any(tally.failures for tally in tallies.values()))


def print_table(tallies: dict[str, Tally], left_out: list[str]) -> None:
    print(f'{ITERATIONS} iterations, a checkpoint every {INTERVAL}, torch {torch.__version__}')
    print('| fault | runs | ended as if undisturbed | most iterations done again |\n|---|---|---|---|')
    for kind, tally in tallies.items():
        runs = tally.well + len(tally.failures)
        lost = max(tally.lost, default='-') if kind != 'worker_killed' else 'restarted by torchrun'
        print(f'| {FAULTS[kind].__doc__} | {runs} | {tally.well} | {lost} |')
    for kind in left_out:
        print(f'| {FAULTS[kind].__doc__} | 0: not allowed to mount | | |')
    for tally in tallies.values():
        for failure in tally.failures:
            print(failure)


if __name__ == '__main__':
    sys.exit(main())
