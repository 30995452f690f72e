"""The benchmark of PDF pages tells good from bad, and refuses a folder without pages."""

import sys
from dataclasses import replace

import pytest
from runs import run
from vector_pages import VectorStyle, truth_of, vector_page

from ecgdigi.io.csv import write_csv

pytestmark = pytest.mark.slow

PROGRAM = [sys.executable, 'tools/analysis/benchmark_vector.py', '--folder']


def test_pages_are_judged_against_their_truth(signal, tmp_path):
    good, bad = tmp_path / 'good', tmp_path / 'bad'
    for folder in (good, bad):
        folder.mkdir()
        (folder / 'a.pdf').write_bytes(vector_page(signal, VectorStyle()))
    truth = truth_of(signal, VectorStyle())
    write_csv(good / 'a.csv', truth)
    # An offset of 20 uV is an error.
    write_csv(bad / 'a.csv', replace(truth, signal_mv=truth.signal_mv + 0.02))
    result = run([*PROGRAM, str(good), '--pixels'])
    (line,) = (line for line in result.stdout.splitlines() if line.startswith('| a | '))
    cells = line.strip('| ').split(' | ')
    assert cells[1] == cells[6] == '3x4+1'
    assert float(cells[3]) < 1.0 < float(cells[8]) < 200.0  # uV
    assert '1 pages' in result.stdout
    result = run([*PROGRAM, str(bad)])
    assert result.returncode == 1
    assert '| 20.0' in result.stdout


def test_a_folder_without_pages(tmp_path):
    result = run([*PROGRAM, str(tmp_path)])
    assert result.returncode == 1
    assert 'no PDF in this folder' in result.stderr
