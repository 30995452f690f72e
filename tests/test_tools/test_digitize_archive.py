import csv
import importlib.util
import json
import os
import signal as signals
import subprocess
import sys
import time
from pathlib import Path

import cv2
import numpy as np
import pytest
from runs import ENVIRONMENT, ROOT, run

from ecgdigi.io.csv import read_csv
from ecgdigi.io.documents import open_document
from ecgdigi.io.limits import InputRefusedError
from ecgdigi.synthesis.drawing import draw_page

PROGRAM = [sys.executable, 'tools/digitize_archive.py']


@pytest.mark.parametrize(
    ('arguments', 'message'),
    [
        ([], 'name a folder or list of files, or --summary'),
        (['in', '--summary'], 'not both'),
        (['in', '--shard', '4/4'], 'K from 0 to N - 1'),
        (['in', '--time-limit', '0'], 'must be positive'),
        (['in', '--format', 'nope'], 'nope'),
        (['nowhere'], 'nowhere: no such folder or list of files'),
        (['README.md'], 'README.md: no column path'),
        pytest.param(
            ['tests', '--ray', '127.0.0.1:1'],
            '127.0.0.1:1: no Ray cluster answers' if importlib.util.find_spec('ray') else "pip install 'ecgdigi[ray]'",
            id='ray',
        ),
        (['tests', '--table', 'pages.csv'], '--table goes with --summary'),
        (['--summary'], 'no manifest here'),
    ],
)
def test_wrong_usage_is_said_in_one_line(tmp_path, arguments, message):
    result = run([*PROGRAM, *arguments, '--out', tmp_path / 'out'])
    assert result.returncode == 2
    assert message in result.stderr.splitlines()[-1]
    assert 'Traceback' not in result.stderr
    assert not (tmp_path / 'out').exists()


def test_the_broken_files_of_the_benchmark_are_refused_for_ten_reasons(tmp_path):
    spec = importlib.util.spec_from_file_location('archive_files', ROOT / 'tools/analysis/archive_files.py')
    archive_files = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(archive_files)
    reasons = {}
    for name, data in archive_files.broken_files(np.random.default_rng(0)).items():
        (tmp_path / name).write_bytes(data)
        try:
            with open_document(tmp_path / name) as document:
                document.picture(0)
        except InputRefusedError as error:
            reasons[name] = str(error)
    assert len(reasons) == 8
    assert set(archive_files.broken_files(np.random.default_rng(0))) - set(reasons) == {'no_ecg.jpg', 'noise.png'}
    words = {'truncated.jpg': 'cut off', 'one_pixel.png': 'too small', 'bomb.png': 'Mpx', 'encrypted.pdf': 'password'}
    words |= {'no_page.pdf': 'no page', 'no_picture.dcm': 'neither', 'empty.png': 'empty', 'text.png': 'not a picture'}
    assert all(word in reasons[name] for name, word in words.items())


@pytest.mark.slow
def test_an_archive_is_stopped_and_taken_up(tmp_path, folder_of_pages):
    folder, out = tmp_path / 'in', tmp_path / 'out'
    flat = ['--page-checkpoint', 'none', '--layout-checkpoint', 'none', '--layout', '3x4+1']
    command = [*PROGRAM, str(folder), '--out', str(out), '--workers', '1', '--time-limit', '300', *flat]
    first = subprocess.Popen(command, cwd=ROOT, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    deadline_s = time.monotonic() + 120
    while not (out / 'unfinished').exists():  # it reads the page
        assert first.poll() is None, first.stderr.read()
        assert time.monotonic() < deadline_s
        time.sleep(0.01)
    stopped_s = time.monotonic()
    os.kill(first.pid, signals.SIGTERM)
    _, said = first.communicate(timeout=60)
    assert first.returncode == 128 + signals.SIGTERM
    assert time.monotonic() - stopped_s < 20
    assert 'give the same command again to go on' in said
    result = run(command, fresh=True)
    assert result.returncode == 1, result.stderr
    assert '3 pages: 1 done, 2 refused' in result.stdout
    assert '3 pages, 3 to read' in result.stderr
    assert 'input: the file is empty' in result.stdout
    (page,) = (out / 'pages/000000').iterdir()
    assert read_csv(page / f'{page.name}.csv', 500.0).signal_mv.shape == (12, 5000)
    assert (page / f'{page.name}_overlay.png').exists()
    assert json.loads((out / 'summary.json').read_text())['states']['done'] == 1
    changed = run([*command, '--fs', '250'])
    assert changed.returncode == 2
    assert 'begun with fs_hz 500.0 and not 250.0' in changed.stderr
    again = run([*PROGRAM, '--summary', '--out', out])
    assert again.returncode == 1
    assert again.stdout == result.stdout
    listed = run([*PROGRAM, '--summary', '--out', out, '--table', tmp_path / 'pages.csv'])
    assert '3 pages, and the files they came from' in listed.stdout
    with (tmp_path / 'pages.csv').open(newline='') as file:
        found = {Path(row['path']).name: row for row in csv.DictReader(file)}
    assert (out / found['good.png']['result'] / 'outcome.json').exists()
    assert found['zero.png']['reason'] == 'the file is empty'
    assert [path.name for path in sorted(out.glob('*manifest*'))] == ['.manifest.lock', 'manifest.sqlite']


@pytest.fixture
def folder_of_pages(tmp_path, signal, make_style):
    """A folder with a good page and two that are none."""
    (tmp_path / 'in').mkdir()
    cv2.imwrite(str(tmp_path / 'in' / 'good.png'), draw_page(signal, make_style(px_per_mm=8.0)).picture)
    (tmp_path / 'in' / 'text.png').write_text('no picture')
    (tmp_path / 'in' / 'zero.png').touch()
