"""What a network's confidence is worth, by the program."""

import sys

import pytest
from runs import run, run_well

from ecgdigi.apis import load_tracenet
from ecgdigi.io.csv import write_csv
from ecgdigi.io.images import write_image
from ecgdigi.structures import printed_signal
from ecgdigi.synthesis.drawing import draw_page

pytestmark = pytest.mark.slow
PROGRAM = [sys.executable, 'tools/model/calibrate.py', 'tracenet_small']


def test_a_table_is_measured_and_kept_with_the_weights(tmp_path, signal, make_style):
    pages = tmp_path / 'pages'
    pages.mkdir()
    style = make_style('3x4')
    write_image(pages / 'a.png', draw_page(signal, style).picture)
    write_csv(pages / 'a.csv', printed_signal(signal, style.layout, duration_s=style.duration_s))
    (pages / 'index.csv').write_text('id,file,fs,layout,speed_mm_s,gain_mm_mV\na,a.png,500,3x4,25,10\n')
    out = tmp_path / 'mine.safetensors'
    printed = run_well([*PROGRAM, pages, '--out', out]).stdout
    assert printed.count('expected calibration error') == 2
    table = load_tracenet(out).confidence_table
    assert 0 <= table.right[0] <= table.right[-1] <= 1


def test_wrong_usage_is_told_in_one_line(tmp_path):
    ended = run([*PROGRAM, tmp_path, '--out', tmp_path / 'a.pth'])
    assert ended.returncode == 2
    assert 'must end in .safetensors' in ended.stderr
    ended = run([*PROGRAM, tmp_path / 'none'])
    assert ended.returncode == 1
    assert len(ended.stderr.strip().splitlines()) == 1
