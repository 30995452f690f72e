import runpy
import shutil
import subprocess

import numpy as np
import pytest
from runs import ROOT


@pytest.fixture(scope='module')
def demo():
    return runpy.run_path(str(ROOT / 'tools/demo.py'), run_name='demo')


def test_the_demo_shows_a_usual_ecg_whatever_the_seed(demo):
    for seed in range(10):
        signal, condition = demo['SOURCE'].draw(np.random.default_rng(seed))
        assert condition == 'normal'
        assert np.isfinite(signal.signal_mv).all()
        assert np.ptp(signal.signal_mv, axis=1).min() > 0.1  # no lead is off


@pytest.mark.skipif(shutil.which('make') is None, reason='no make')
@pytest.mark.parametrize('name', ['README.md', 'README_zh-CN.md'])
def test_the_demo_ends_with_what_the_readme_says_next(name):
    command = ['make', '-n', '--no-print-directory', 'demo']  # else make says where it was once `make test` runs this
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    steps = result.stdout.splitlines()[-1].strip("'").partition('next: ')[2].split('; ')
    assert '\n'.join(['```bash', *steps, '```']) in (ROOT / name).read_text(encoding='utf-8')


@pytest.mark.slow
def test_the_page_of_the_demo_is_read(demo, tmp_path):
    scores = demo['read_page'](tmp_path)
    assert scores.aligned_snr_db > 20
    assert min(scores.correlations.values()) > 0.95
