import hashlib
import os
import signal
import sys
import time

import numpy as np
import pytest
from runs import TINY_CONFIG, run, run_well, start

from ecgdigi.datasets import Challenge2024Pages, PageFolder
from ecgdigi.io.images import read_image
from ecgdigi.structures import LatticeMap

pytestmark = pytest.mark.slow
PROGRAM = [sys.executable, 'tools/data/make_pages.py', TINY_CONFIG, '--workers', '1']


def pictures(folder):
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob('page_*.png')}


def test_shares_and_a_killed_run_make_the_same_pages(tmp_path):
    run_well([*PROGRAM, '--out-dir', tmp_path / 'whole', '--num', 6, '--pages-per-folder', 4], fresh=True)
    expected = pictures(tmp_path / 'whole')
    assert len(expected) == 6
    assert len(PageFolder(tmp_path / 'whole/000000')) == 4
    assert len(PageFolder(tmp_path / 'whole/000004')) == 2
    command = [*PROGRAM, '--out-dir', tmp_path / 'parts', '--num', 6, '--pages-per-folder', 4]
    killed = start([*command, '--shard', '0/2'])
    deadline = time.monotonic() + 100
    while not pictures(tmp_path / 'parts'):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.wait()
    run_well(command, RANK='1', WORLD_SIZE='2')
    again = run_well([*command, '--shard', '0/2'])
    assert 'were there)' in again.stdout
    assert '(0 were there)' not in again.stdout
    assert pictures(tmp_path / 'parts') == expected
    assert len(PageFolder(tmp_path / 'parts/000000')) == 4
    assert (tmp_path / 'parts/sheet_0.jpg').exists()


def test_truth_map_and_both_layouts_read_back(tmp_path):
    run_well([*PROGRAM, '--out-dir', tmp_path / 'folder', '--num', 2, '--maps'])
    run_well([*PROGRAM, '--out-dir', tmp_path / 'challenge', '--num', 2, '--format', 'challenge2024'])
    folder, challenge = PageFolder(tmp_path / 'folder'), Challenge2024Pages(tmp_path / 'challenge', layout=None)
    for k in range(2):
        plain, other = folder[k], challenge[k]
        assert plain.layout == '3x4+1'
        assert plain.truth.leads == other.truth.leads
        assert np.allclose(plain.truth.signal_mv, other.truth.signal_mv, atol=6e-4, equal_nan=True)
        assert np.isfinite(plain.truth.signal_mv).any()
        saved = np.load(tmp_path / f'folder/page_00000{k}_map.npz')
        page_map = LatticeMap(saved['mm'], float(saved['cell_px']))
        height, width = read_image(plain.picture_path).shape[:2]
        assert page_map.to_mm(np.array([[-0.5, -0.5]]))[0] == pytest.approx([0, 0], abs=0.01)
        assert page_map.to_mm(np.array([[width - 0.5, height - 0.5]])).min() > 200


@pytest.mark.parametrize(
    ('args', 'words'),
    [
        (['--shard', '2/2'], 'write K/N'),
        (['--num', '0'], 'whole number'),
        (['--cfg-options', 'train_dataloader=None'], 'has no train_dataloader'),
    ],
)
def test_mistakes_end_in_one_line(tmp_path, args, words):
    result = run([*PROGRAM, '--out-dir', tmp_path / 'set', '--num', '2', *args])
    assert result.returncode in (1, 2)
    assert words in result.stderr.splitlines()[-1]
    assert 'Traceback' not in result.stderr
    assert not (tmp_path / 'set').exists()
