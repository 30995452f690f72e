import sys

import numpy as np
import pytest
from runs import TINY_CONFIG, run, run_well

pytestmark = pytest.mark.slow
PROGRAM = [sys.executable, 'tools/analysis/compare_variants.py', TINY_CONFIG, '--max-iters', '4']


def test_each_variant_is_a_line_of_the_table_and_trained_once(tmp_path):
    command = [*PROGRAM, '--work-dir', tmp_path, '--variant', 'wider: model.backbone.channels=[16,16]']
    lines = run_well(command).stdout.splitlines()
    cells = [[cell.strip() for cell in line.strip('|').split('|')] for line in lines[2:]]
    assert [row[0] for row in cells] == ['as it is', 'wider']
    assert all(len(row) == 7 for row in cells)
    assert float(cells[0][1]) < float(cells[1][1])  # weights
    assert all(np.isfinite(float(row[2])) for row in cells)
    (checkpoint,) = tmp_path.glob('wider_*/iter_4.pth')
    written = checkpoint.stat().st_mtime_ns
    run_well(command)
    assert checkpoint.stat().st_mtime_ns == written


def test_a_variant_that_cannot_be_trained_is_named(tmp_path):
    result = run([*PROGRAM, '--work-dir', tmp_path, '--variant', 'odd: model.backbone.depths=[1]'])
    assert result.returncode == 1
    assert 'odd: ' in result.stderr
    assert 'one of each per level' in result.stderr
