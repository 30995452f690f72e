import multiprocessing
import os
import signal
from concurrent.futures import ProcessPoolExecutor

import pytest
from runs import run, start, train_command, wait_until_written

from ecgdigi.engine.work_dir_lock import locked


@pytest.fixture
def other():
    """Another process, forked before there is a lock to inherit."""
    with ProcessPoolExecutor(1, multiprocessing.get_context('fork')) as pool:
        pool.submit(os.getpid).result()
        yield pool


def test_a_folder_is_held_once_and_let_go(tmp_path, other):
    with locked(tmp_path / 'run'), pytest.raises(OSError, match='another run trains here'):
        other.submit(hold, tmp_path / 'run').result()
    other.submit(hold, tmp_path / 'run').result()
    hold(tmp_path / 'run')


def hold(folder):
    with locked(folder):
        pass


def test_a_data_worker_that_outlives_the_run_does_not_hold_it(tmp_path, other):
    read, write = os.pipe()
    with locked(tmp_path / 'run'):
        worker = os.fork()
        if not worker:
            os.close(write)
            os.read(read, 1)  # until the test ends
            os._exit(0)
    failed = other.submit(hold, tmp_path / 'run').exception()
    assert os.waitpid(worker, os.WNOHANG) == (0, 0)  # the worker is still there
    os.close(write)
    os.waitpid(worker, 0)
    assert failed is None


@pytest.mark.slow
def test_a_second_run_is_refused_until_the_first_is_gone(tmp_path):
    endless = ['--cfg-options', 'train_cfg.max_iters=100000', 'train_cfg.val_interval=100000']
    first = start(train_command(tmp_path, *endless))
    wait_until_written(tmp_path / 'iter_2.pth', first)
    second = run(train_command(tmp_path, '--resume', *endless))
    assert second.returncode == 1
    assert second.stderr.splitlines()[-1].endswith('or choose another --work-dir')
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    third = start(train_command(tmp_path, '--resume', *endless))
    try:
        newest = max(int(path.stem[5:]) for path in tmp_path.glob('iter_*.pth'))
        wait_until_written(tmp_path / f'iter_{newest + 2}.pth', third)
    finally:
        os.killpg(third.pid, signal.SIGKILL)
        third.wait()
