import os
import shutil
import signal as signals
import subprocess
import sys
import time

import cv2
import numpy as np
import pytest
from runs import ENVIRONMENT, ROOT, run
from vector_pages import VectorStyle, vector_page

from ecgdigi.commands.digitize import parse_args
from ecgdigi.io.csv import read_csv
from ecgdigi.io.json import read_json
from ecgdigi.registry import WRITERS
from ecgdigi.synthesis.drawing import draw_page

PROGRAM = [sys.executable, 'tools/digitize.py']


@pytest.fixture
def bad_pictures(tmp_path):
    """Folder of files that are no ECG pages, and a part of what must be said of each."""
    folder = tmp_path / 'bad'
    folder.mkdir()
    rng = np.random.default_rng(0)
    cv2.imwrite(str(folder / 'one.png'), np.zeros((1, 1, 3), np.uint8))
    cv2.imwrite(str(folder / 'noise.png'), rng.integers(0, 255, (300, 400, 3)).astype(np.uint8))
    cv2.imwrite(str(folder / 'whole.jpg'), cv2.GaussianBlur(rng.integers(0, 255, (300, 400, 3)).astype(np.uint8), (0, 0), 5))
    data = (folder / 'whole.jpg').read_bytes()
    (folder / 'whole.jpg').rename(folder / 'scene.jpg')
    (folder / 'cut.jpg').write_bytes(data[: len(data) // 2])
    cv2.imwrite(str(folder / 'huge.png'), np.full((4_000, 30_000), 255, np.uint8), [cv2.IMWRITE_PNG_COMPRESSION, 1])
    (folder / 'text.png').write_text('no picture')
    (folder / 'zero.png').write_bytes(b'')
    return folder, {
        'one.png': 'too small',
        'noise.png': 'no ECG grid',
        'scene.jpg': 'no ECG grid',
        'cut.jpg': 'cut off',
        'huge.png': 'more than 100 Mpx',
        'text.png': 'not a picture',
        'zero.png': 'empty',
    }


def test_good_and_bad_pages_together(tmp_path, bad_pictures, signal, make_style):
    folder, reasons = bad_pictures
    cv2.imwrite(str(folder / 'good.png'), draw_page(signal, make_style(px_per_mm=8.0)).picture)
    formats = ['--format', 'csv', 'wfdb', 'json', 'npz', '--imports', 'my_formats']
    modules = os.pathsep.join(filter(None, [f'{ROOT}/projects/example', os.environ.get('PYTHONPATH')]))
    result = run([*PROGRAM, folder, '--out-dir', tmp_path / 'out', *formats], fresh=True, PYTHONPATH=modules)
    assert result.returncode == 1
    assert f'1 read, {len(reasons)} refused' in result.stdout
    refusals = [line for line in result.stderr.splitlines() if line.startswith('refused: ')]
    assert len(refusals) == len(reasons)
    for name, reason in reasons.items():
        assert [line for line in refusals if str(folder / name) in line and reason in line], name
    names = sorted(p.name for p in (tmp_path / 'out').iterdir())
    assert names == ['good.csv', 'good.dat', 'good.hea', 'good.json', 'good.npz', 'good_overlay.png']
    reading = read_json(tmp_path / 'out' / 'good.json')
    assert reading.layout.name == '3x4+1'
    assert set(reading.provenance) == {'ecgdigi', 'source', 'model', 'page_net', 'layout_net', 'scale_net', 'settings'}
    assert np.allclose(np.load(tmp_path / 'out/good.npz')['signal_mv'], reading.signal.signal_mv, atol=1e-4, equal_nan=True)
    read = read_csv(tmp_path / 'out' / 'good.csv', 500.0)
    true_mv, read_mv = signal.lead('II')[10:4940], read.lead('II')[:4950]
    # Page time is placed to within a sample (2 ms): the steep QRS would make more of it than of all else.
    assert max(np.corrcoef(true_mv, read_mv[10 + lag : 4940 + lag])[0, 1] for lag in (-1, 0, 1)) > 0.99
    assert np.isnan(read.lead('V1')[:2400]).all()


def test_wrong_usage(tmp_path):
    absent = run([*PROGRAM, tmp_path / 'absent', '--out-dir', tmp_path])
    empty = run([*PROGRAM, tmp_path, '--out-dir', tmp_path / 'o'])
    assert (absent.returncode, empty.returncode) == (2, 2)
    assert 'no such file or folder' in absent.stderr
    assert 'no picture in this folder' in empty.stderr
    assert not (tmp_path / 'o').exists()


@pytest.mark.parametrize(
    ('args', 'words'),
    [
        (['--format', 'csw'], "'csw' is not a registered file format; near names: csv"),
        (['--format', 'csvv'], 'A part of your own must be imported first: by --imports my_module where pages are read'),
        (
            ['--imports', 'no_such_module'],
            f'--imports no_such_module: no such module; looked here and on PYTHONPATH: {ROOT}',
        ),
        (['--decoder', 'ViterbiDecodr'], "'ViterbiDecodr' is not a registered trace decoder; near names: ViterbiDecoder"),
        (['--device', 'gpu'], 'gpu: no such device; choose cpu'),
        (['--checkpoint', 'tracenet_smal'], 'tracenet_smal: no such file, and no published weights'),
    ],
)
def test_what_is_not_there_is_named_before_a_page_is_read(tmp_path, args, words):
    (tmp_path / 'page.png').touch()
    result = run([*PROGRAM, tmp_path, '--out-dir', tmp_path / 'out', *args])
    assert result.returncode == 2
    assert words in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert not (tmp_path / 'out').exists()


def test_results_go_to_a_folder(tmp_path):
    (tmp_path / 'page.png').touch()
    result = run([*PROGRAM, tmp_path / 'page.png', '--out-dir', 'README.md'])
    assert result.returncode == 2
    assert result.stderr.startswith('digitize: README.md: no folder of results can be made here')
    assert len(result.stderr.splitlines()) == 1


def test_what_is_there_already_is_counted_apart_and_is_no_error(tmp_path, signal):
    for folder in ('', 'more'):
        (tmp_path / 'in' / folder).mkdir()
        (tmp_path / 'in' / folder / 'a.pdf').write_bytes(vector_page(signal, VectorStyle()))
    command = [*PROGRAM, tmp_path / 'in', tmp_path / 'in/more/a.pdf', '--out-dir', tmp_path / 'out']
    first, again = run(command), run(command)
    assert (first.returncode, again.returncode) == (0, 0)
    assert f'{tmp_path}/in/a.pdf: 3x4+1, 10 s' in first.stdout
    assert f'{tmp_path}/in/more/a.pdf -> {tmp_path}/out/a_2: 3x4+1, 10 s' in first.stdout
    assert first.stdout.splitlines()[-1] == f'2 read, 0 refused; results in {tmp_path}/out'
    assert first.stderr == '1 subfolder is not looked into; `ecgdigi archive` does\n'
    there = '0 read, 2 there already, 0 refused'
    assert again.stdout == f'{there}; results in {tmp_path}/out; --force reads anew what was there\n'


def test_ctrl_c_ends_in_one_line(tmp_path, signal):
    (tmp_path / 'a.pdf').write_bytes(vector_page(signal, VectorStyle()))
    for number in range(300):
        shutil.copy(tmp_path / 'a.pdf', tmp_path / f'a{number}.pdf')
    command = [*PROGRAM, str(tmp_path), '--out-dir', str(tmp_path / 'out')]
    pipes = dict(stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    with subprocess.Popen(command, cwd=ROOT, env=ENVIRONMENT, **pipes) as program:
        program.stdout.readline()  # a page is read
        time.sleep(0.1)
        program.send_signal(signals.SIGINT)
        _, err = program.communicate(timeout=60)
    assert program.returncode == 130
    (line,) = err.splitlines()
    assert line.startswith('stopped; ')
    assert ' of 301 files are through (' in line
    assert line.endswith('the same command goes on with the others')


def test_help_names_all_formats_and_does_without_torch(capsys):
    with pytest.raises(SystemExit):
        parse_args(['--help'], None)
    assert f'{", ".join(WRITERS.known_names())}, or your own' in ' '.join(capsys.readouterr().out.split())
    code = 'import sys, ecgdigi.commands.digitize; print([m for m in ("torch", "scipy", "mmengine") if m in sys.modules])'
    assert run([sys.executable, '-c', code]).stdout == '[]\n'
