import sys

import numpy as np
import pytest
from runs import ROOT, run, run_well

from ecgdigi.datasets import StoredPaths
from ecgdigi.datasets.stored_paths import COPIES

pytestmark = pytest.mark.slow
PROGRAM = [sys.executable, 'tools/model/store_paths.py']
CONFIG = 'configs/tracenet/tracenet_small_refined_ptbxl.py'
# Pages of simulated ECGs: the test needs no data.
SIMULATED = '_base_ = {config!r}\ntrain_dataloader = dict(dataset=dict(pages=dict(source={source})))\n'


@pytest.fixture
def config(tmp_path):
    source = [(1.0, dict(type='SimulatedECG', duration_s=10.0, fs_hz=250.0))]
    path = tmp_path / 'simulated.py'
    path.write_text(SIMULATED.format(config=str(ROOT / CONFIG), source=source))
    return path


def test_paths_of_the_published_network_are_stored(tmp_path, config):
    run_well([*PROGRAM, config, 'tracenet_small', tmp_path / 'paths', '--num-pages', '2', '--workers', '1'])
    stored = StoredPaths(str(tmp_path / 'paths'))
    assert len(stored) == 2 * 16 * len(COPIES)
    off_px = np.abs(stored.paths - stored.truths)
    assert np.nanmedian(off_px) < 1.5  # the network is a good one
    assert stored.windows.shape[1:] == (49, 256, 3)


def test_a_folder_with_something_in_it_stays(tmp_path, config):
    (tmp_path / 'paths').mkdir()
    (tmp_path / 'paths/mine.txt').write_text('mine')
    result = run([*PROGRAM, config, 'tracenet_small', tmp_path / 'paths', '--num-pages', '1'])
    assert result.returncode == 1
    assert 'this folder is not empty' in result.stderr
    assert [path.name for path in (tmp_path / 'paths').iterdir()] == ['mine.txt']


def test_a_network_without_a_refiner_is_named(tmp_path, config):
    plain = tmp_path / 'plain.py'
    plain.write_text(config.read_text() + 'model = dict(refiner=None)\n')
    result = run([*PROGRAM, plain, 'tracenet_small', tmp_path / 'paths', '--num-pages', '1'])
    assert (result.returncode, list(tmp_path.glob('*paths*'))) == (1, [])
    assert 'plain.py: its model has no refiner' in result.stderr
    assert 'Traceback' not in result.stderr
