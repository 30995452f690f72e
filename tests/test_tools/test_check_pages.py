import runpy
import sys

import pytest
from page_samples import make_challenge, make_folder, make_kaggle, make_kit
from runs import ROOT, run

from ecgdigi.datasets import PageFolder

PROGRAM = ROOT / 'tools/data/check_pages.py'
MAKERS = dict(folder=make_folder, kit=make_kit, challenge2024=make_challenge, kaggle=make_kaggle)


@pytest.fixture
def check(monkeypatch, capsys):
    """Function (arguments) -> exit code, output, errors; in this process, as starting one takes seconds."""

    def call(*args):
        monkeypatch.setattr(sys, 'argv', ['check_pages.py', *map(str, args)])
        try:
            code = runpy.run_path(str(PROGRAM))['main']()
        except SystemExit as stop:
            code = stop.code
        return code, *capsys.readouterr()

    return call


@pytest.mark.parametrize(
    ('name', 'lines'),
    [
        ('folder', ['records 3', 'pictures 3', 'layouts 3x4+1: 2, not told: 1', 'sampling rates 100 Hz: 2, no truth: 1']),
        ('kit', ['records 1', 'pictures 1', 'layouts 3x4+1: 1', 'printed 100.0% of the twelve leads, 31.2% of their samples']),
        ('challenge2024', ['records 2', 'pictures 3', 'kinds not told: 3', 'layouts 3x4+1: 3']),
        ('kaggle', ['records 2', 'pictures 18', 'sampling rates 100 Hz: 9, 128 Hz: 9']),
    ],
)
def test_a_good_set_is_counted_and_written_as_a_folder(tmp_path, check, name, lines):
    root, out = MAKERS[name](tmp_path / 'set'), tmp_path / 'out'
    code, printed, errors = check(name, root, '--to-folder', out)
    assert (code, errors) == (0, '')
    printed = [' '.join(line.split()) for line in printed.splitlines()]
    assert {*lines, 'problems 0'} <= set(printed)
    pages = PageFolder(out)
    assert f'pictures {len(pages)}' in printed
    assert all((page.truth is None) == (page.record_id == 'c') for page in pages)


def test_problems_are_listed_and_left_out(tmp_path, check):
    root = make_kaggle(tmp_path / 'set')
    (root / 'train/62/62-0003.png').write_bytes(b'')
    (root / 'train/62/62.csv').write_text('I\n' + '1\n' * 999 + 'x\n')  # is seen when it is read
    code, printed, _ = check('kaggle', root, '--kinds', 'render', 'colour scan', '--to-folder', tmp_path / 'out')
    assert code == 1
    assert 'problems         2' in printed
    assert '62-0003.png: the file is empty' in printed
    assert "62.csv: could not convert string to float: 'x'" in printed
    assert len(PageFolder(tmp_path / 'out')) == 2


def test_arguments_reach_the_readers(tmp_path, check):
    assert 'layouts          12x1: 3' in check('challenge2024', make_challenge(tmp_path / 'a'), '--layout', '12x1')[1]
    assert 'layouts          not told: 3' in check('challenge2024', tmp_path / 'a', '--layout', 'none')[1]
    assert 'sampling rates   no truth: 1' in check('kaggle', make_kaggle(tmp_path / 'b'), '--split', 'test')[1]


@pytest.mark.parametrize(
    ('args', 'reason'),
    [
        (['folder', 'absent'], 'absent: no such folder'),
        (['folder', 'set/a.png'], 'a.png: no such folder'),
        (['kit', 'set', '--to-folder', 'set'], 'set: this folder is not empty'),
        (['kaggle', 'set'], 'train.csv: no such file'),
        (['kaggle', 'set', '--kinds', 'photo'], 'wanted a list of render'),
        (['challenge2024', 'set', '--layout', '5x5'], "layout '5x5' is not known"),
    ],
)
def test_wrong_usage_ends_in_one_line(tmp_path, check, monkeypatch, args, reason):
    make_folder(tmp_path / 'set')
    monkeypatch.chdir(tmp_path)
    code, printed, errors = check(*args)
    assert (code, printed) == (2, '')
    assert reason in errors
    assert errors.count('\n') == 1


def test_it_starts_as_a_program(tmp_path):
    result = run([sys.executable, PROGRAM, 'folder', make_folder(tmp_path / 'set')], fresh=True)
    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith('records          3\n')
