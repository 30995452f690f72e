import sys

import cv2
import pytest
from runs import TINY_CONFIG, run

PROGRAM = [sys.executable, 'tools/data/browse_pages.py']


@pytest.mark.slow
def test_pages_and_strips_are_saved(tmp_path):
    result = run([*PROGRAM, TINY_CONFIG, '--out-dir', tmp_path / 'new', '--num', 2, '--strips'])
    assert result.returncode == 0, result.stderr
    names = sorted(p.name for p in (tmp_path / 'new').iterdir())
    assert names == ['0000_page.png', '0000_strips.png', '0001_page.png', '0001_strips.png']
    assert all(cv2.imread(str(tmp_path / 'new' / name)) is not None for name in names)
    assert run([*PROGRAM, 'none.py', '--out-dir', tmp_path]).returncode == 2
