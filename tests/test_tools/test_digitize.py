import subprocess
import sys

import cv2
import numpy as np

from ecgdigi.io.csv import read_csv
from ecgdigi.synthesis.drawing import draw_page


def run(*args):
    command = [sys.executable, 'tools/digitize.py', *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_good_and_bad_pages_together(tmp_path, signal, make_style):
    folder = tmp_path / 'in'
    folder.mkdir()
    cv2.imwrite(str(folder / 'good.png'), draw_page(signal, make_style(px_per_mm=8.0)).picture)
    (folder / 'text.png').write_text('no picture')
    cv2.imwrite(str(folder / 'other.png'), np.random.default_rng(0).integers(0, 255, (300, 400, 3)).astype(np.uint8))
    result = run(folder, '--out-dir', tmp_path / 'out')
    assert result.returncode == 1
    assert '1 read, 2 refused' in result.stdout
    names = sorted(p.name for p in (tmp_path / 'out').iterdir())
    assert names == ['good.csv', 'good.dat', 'good.hea', 'good_overlay.png']
    read = read_csv(tmp_path / 'out' / 'good.csv', 500.0)
    true_mv, read_mv = signal.lead('II')[:4950], read.lead('II')[:4950]
    assert np.corrcoef(true_mv, read_mv)[0, 1] > 0.98
    assert np.isnan(read.lead('V1')[:2400]).all()


def test_wrong_usage(tmp_path):
    assert run(tmp_path / 'absent', '--out-dir', tmp_path).returncode == 2
    assert run(tmp_path, '--out-dir', tmp_path / 'o').returncode == 2
