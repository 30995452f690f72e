"""Runs with readers that crash, hang, eat memory, and with kills."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from fake_pages import job_of, read_archive, rows
from runs import ROOT

from ecgdigi.archive.crews import LocalCrews
from ecgdigi.archive.manifest import Manifest
from ecgdigi.archive.run import ArchiveStopped, run_pages


@pytest.fixture
def source(tmp_path):
    """Function (names) -> folder with such files."""

    def make(*names):
        (tmp_path / 'in').mkdir(exist_ok=True)
        for name in names:
            (tmp_path / 'in' / f'{name}.png').touch()
        return tmp_path / 'in'

    return make


def result_folders(out: Path) -> list[Path]:
    return sorted(out.glob('pages/*/*'))


def assert_whole(out: Path, manifest: Path, num_done: int) -> None:
    """Each page that is done has one folder with all of its files; nothing else is there."""
    with Manifest(manifest) as opened:
        sql = "SELECT result FROM pages WHERE state = 'done' ORDER BY id"
        results = [out / row[0] for row in opened.connection.execute(sql)]
    assert len(results) == num_done
    assert result_folders(out) == results
    for folder in results:
        files = {'outcome.json', f'{folder.name}.csv', f'{folder.name}.txt'}
        assert {path.name for path in folder.iterdir()} == files
        assert (folder / f'{folder.name}.txt').read_text() == 'second'
    assert list((out / 'unfinished').rglob('*.*')) == []


def test_bad_pages_cost_a_worker_and_not_the_run(tmp_path, source):
    good = [f'good-{k}' for k in range(8)]
    folder = source(*good, 'crash', 'oncecrash', 'hang', 'memory', 'raise', 'refuse', 'uncountable', 'stack-3')
    # The limit is for pages that sleep 0.02 s: a busy machine takes longer.
    manifest = read_archive(folder, tmp_path / 'out', 2, time_limit_s=6.0, memory_mb=1000)
    found = {row[0].removesuffix('.png'): row[2:] for row in rows(manifest)}
    assert found['crash'] == ('refused', 'crash', 'its worker ended with code 7', 2)
    assert found['hang'] == ('refused', 'time', 'it takes more than 6 s', 2)
    assert found['memory'] == ('refused', 'memory', 'it takes more memory than a worker may have', 2)
    assert found['raise'][:2] == ('refused', 'fault')
    assert 'IndexError in fake_pages.py' in found['raise'][2]
    assert 'Secretname' not in found['raise'][2]
    assert found['refuse'] == ('refused', 'page', 'no grid of 1 mm', 1)
    assert found['uncountable'] == ('refused', 'input', 'no picture', 1)
    assert found['oncecrash'] == ('done', None, None, 2)
    assert [row[1:3] for row in rows(manifest) if row[0] == 'stack-3.png'] == [(k, 'done') for k in (1, 2, 3)]
    assert {found[name][0] for name in good} == {'done'}, found
    assert_whole(tmp_path / 'out', manifest, len(good) + 4)


def test_no_page_is_handed_to_a_worker_that_is_about_to_end(tmp_path, source):
    folder = source(*(f'memory-{k}' for k in range(4)), *(f'stack-2-{k}' for k in range(4)))
    manifest = read_archive(folder, tmp_path / 'out', 1, memory_mb=1000)
    assert {row[2:] for row in rows(manifest) if row[0].startswith('memory')} == {
        ('refused', 'memory', 'it takes more memory than a worker may have', 2)
    }
    assert {row[2:] for row in rows(manifest) if row[0].startswith('stack')} == {('done', None, None, 1)}


def test_every_page_has_one_result_after_kills_at_random_moments(tmp_path, source):
    folder = source(*(f'good-{k}' for k in range(50)), *(f'stack-10-{k}' for k in range(3)), 'refuse')
    out, log, rng, kills = tmp_path / 'out', tmp_path / 'log', random.Random(7), 4
    environment = os.environ | {'PYTHONPATH': f'{ROOT}{os.pathsep}{ROOT / "tests"}'}
    command = [sys.executable, str(ROOT / 'tests/fake_pages.py'), str(folder), str(out), '2']
    log.touch()
    for kill in range(kills):
        program = subprocess.Popen(command, env=environment, start_new_session=True)
        enough = log.read_text().count('\n') + rng.randint(1, 10)
        deadline_s = time.monotonic() + 60
        while log.read_text().count('\n') < enough and program.poll() is None:
            assert time.monotonic() < deadline_s
            time.sleep(0.005)
        time.sleep(rng.uniform(0, 0.03))
        # Alone, so that workers outlive it for a moment, or with all of them.
        (os.killpg if kill % 2 else os.kill)(program.pid, signal.SIGKILL)
        assert program.wait() == -signal.SIGKILL
    subprocess.run(command, env=environment, check=True)
    assert Counter(row[2] for row in rows(out / 'manifest.sqlite')) == {'done': 80, 'refused': 1}
    assert all(row[5] == 1 for row in rows(out / 'manifest.sqlite'))  # no page is blamed for a kill
    assert_whole(out, out / 'manifest.sqlite', 80)
    reads = Counter(log.read_text().splitlines())
    assert len(reads) == 80
    assert sum(reads.values()) <= 80 + 2 * kills  # only what was in work is read again


def test_new_files_are_found_and_old_ones_left(tmp_path, source):
    read_archive(source('good-1', 'good-2'), tmp_path / 'out', 1)
    manifest = read_archive(source('good-3'), tmp_path / 'out', 1)
    assert [row[2] for row in rows(manifest)] == ['done'] * 3
    assert len((tmp_path / 'log').read_text().splitlines()) == 3


def test_a_full_disk_stops_the_run_and_blames_no_page(tmp_path, source):
    folder = source('full', 'full-2')
    with pytest.raises(ArchiveStopped, match='No space left'):
        read_archive(folder, tmp_path / 'out', 1)
    assert [row[2:] for row in rows(tmp_path / 'out/manifest.sqlite')] == [('waiting', None, None, 0)] * 2


def test_pages_beyond_the_limit_are_one_refused_row(tmp_path, source, monkeypatch):
    monkeypatch.setattr('ecgdigi.archive.run.MAX_PAGES', 2)
    manifest = read_archive(source('stack-9'), tmp_path / 'out', 1)
    assert [row[1:3] for row in rows(manifest)] == [(1, 'done'), (2, 'done'), (3, 'refused')]
    assert 'pages 3 to 9 of the file are left out' in rows(manifest)[2][4]


def test_a_stop_gives_back_what_is_taken(tmp_path, source):
    folder = source('hang-1', 'hang-2', 'hang-3')
    out, started_s = tmp_path / 'out', time.monotonic()
    out.mkdir()
    with Manifest(out / 'manifest.sqlite') as manifest:
        manifest.add_files((manifest.folder_id(str(folder)), path.name) for path in folder.iterdir())
        taken = []

        def stopping():
            taken.append(manifest.counts()['taken'])
            return taken[-1] > 0

        crews = LocalCrews(job_of(out), 1)
        run_pages(manifest, crews, max_tries=2, stopping=stopping, progress=lambda progress: None)
        assert manifest.counts() == {'waiting': 3, 'taken': 0, 'done': 0, 'refused': 0}
    assert time.monotonic() - started_s < 30
    assert rows(out / 'manifest.sqlite')[0][5] == 0


def test_what_cannot_be_loaded_is_said_at_once(tmp_path, source, monkeypatch):
    folder = source('good-1')
    monkeypatch.setattr('fake_pages.load', missing)
    with pytest.raises(ArchiveStopped, match='no such weights'):
        read_archive(folder, tmp_path / 'out', 1)


def missing(log):
    raise FileNotFoundError('no such weights')
