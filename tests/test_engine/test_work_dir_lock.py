import os
import signal

import pytest
from runs import run, start, train_command, wait_until_written

from ecgdigi.engine.work_dir_lock import locked


def test_a_folder_is_held_once_and_let_go(tmp_path):
    with locked(tmp_path / 'run'), pytest.raises(OSError, match='another run trains here'), locked(tmp_path / 'run'):
        pass
    with locked(tmp_path / 'run'):
        pass


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
