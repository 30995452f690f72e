"""The benchmarks and the schedule of faults run, print their tables, and refuse what they cannot measure."""

import sys

import numpy as np
import pytest
from runs import TINY_CONFIG, run, run_well

from ecgdigi.io.images import write_image

pytestmark = pytest.mark.slow


def program(name, *args):
    return [sys.executable, f'tools/analysis/{name}.py', *args]


def rows(text):
    return {
        line.split('|')[1].strip(): [cell.strip() for cell in line.split('|')[2:-1]] for line in text.splitlines() if '|' in line
    }


def test_training_loops_are_compared():
    args = ['--iters', '4', '--rounds', '1', '--workers', '1', '--threads', '1', '--checkpoint-interval', '8']
    table = rows(run_well(program('benchmark_train', TINY_CONFIG, *args)).stdout)
    bare, ours = table['bare PyTorch loop'], table['our Runner, default hooks']
    assert bare[2] == '+0.0 %'
    assert float(ours[1]) > 0
    # The same model has seen the same batches.
    assert float(ours[-1]) == pytest.approx(float(bare[-1]), rel=1e-4)


def test_precisions_are_compared():
    printed = run_well(program('benchmark_amp', TINY_CONFIG, '--iters', '3', '--val-pages', '1', '--device', 'cpu')).stdout
    table = rows(printed)
    assert all(float(value) > 0 for value in table['median step, s'])
    assert all(float(value) >= 0 for value in table['peak memory of a step, GB'])
    assert ' times the speed, ' in printed


def test_processes_are_compared():
    printed = run_well(program('benchmark_scaling', TINY_CONFIG, '--iters', '3', '--rounds', '1')).stdout
    table = rows(printed)
    assert {'1 process', '2 processes, DDP', '2 processes that do not talk'} <= table.keys()
    assert float(table['1 process'][1]) == pytest.approx(float(table['1 process'][0]) / 2, abs=0.1)  # two strips
    assert 'of their time is communication' in printed


def test_a_run_meets_a_fault():
    command = program('fault_schedule', '--runs', '2', '--kinds', 'sigkill', 'flipped')
    table = rows(run_well(command, fresh=True).stdout)
    assert table['SIGKILL to all processes'][:2] == ['1', '1']
    assert table['a random bit of the newest checkpoint flipped'][:2] == ['1', '1']


def known_map(folder, page):
    """A picture in a folder, with its true map beside it."""
    write_image(folder / 'one.png', page.picture)
    gx_mm, gy_mm = (np.arange(0, side + 10, 10.0) for side in page.truth.paper_mm)
    px = page.page_map.to_px(np.stack(np.meshgrid(gx_mm, gy_mm), -1).reshape(-1, 2)).reshape(len(gy_mm), len(gx_mm), 2)
    np.savez(folder / 'one_map.npz', px=px, gx_mm=gx_mm, gy_mm=gy_mm)


def test_maps_are_compared_with_known_ones(tmp_path, page):
    known_map(tmp_path, page)
    printed = run_well(program('benchmark_maps', '--folder', str(tmp_path))).stdout.splitlines()
    _, reached, median_mm, p95_mm, _ = printed[1].split()
    assert float(reached) > 0.8
    assert float(median_mm) <= float(p95_mm) < 0.1
    assert printed[-1].startswith('1 pages, 0 refused; 1 with a median below 0.15 mm')


def test_maps_of_drawn_photographs_are_compared():
    printed = run_well(program('benchmark_maps', '--config', 'configs/_base_/data/synthetic_pictures.py', '--pages', '1')).stdout
    assert printed.splitlines()[-1].startswith('1 pages, ')


def test_the_stages_of_reading_are_timed(tmp_path, page):
    write_image(tmp_path / 'one.png', page.picture)
    printed = run_well(program('benchmark_reading', str(tmp_path), '--threads', '1')).stdout
    table = rows(printed)
    parts = sum(float(seconds) for title, (seconds, _) in table.items() if title not in ('stage', '---', '**all**'))
    assert parts == pytest.approx(float(table['**all**'][0].strip('*')), rel=0.05)
    assert '1 pages, 0 refused' in printed


def test_a_folder_without_maps_is_refused(tmp_path):
    result = run(program('benchmark_maps', '--folder', str(tmp_path)))
    assert result.returncode == 1
    assert result.stderr == f'benchmark_maps: {tmp_path}: no page with a <name>_map.npz in this folder\n'


@pytest.mark.parametrize('name', ['benchmark_train', 'benchmark_amp', 'benchmark_scaling', 'benchmark_drawing'])
def test_mistakes_end_in_one_line(name):
    result = run(program(name, 'none.py'))
    assert result.returncode == 2
    assert result.stderr.splitlines()[-1] == f'{name}: none.py: no such config; see configs/'
    option = '--num' if name == 'benchmark_drawing' else '--iters'
    result = run(program(name, TINY_CONFIG, option, '0'))
    assert result.returncode == 2
    assert 'write a whole number from 1 on' in result.stderr


def test_formats_are_compared():
    table = rows(run_well(program('benchmark_exports', '--num', '1')).stdout)
    assert {'csv', 'wfdb', 'edf', 'dicom', 'aecg', 'json'} <= table.keys()
    for name in ('wfdb', 'edf', 'dicom', 'aecg', 'json'):
        assert float(table[name][1]) <= 0.501
        assert table[name][2:5] == ['yes', 'yes', '500 Hz']
