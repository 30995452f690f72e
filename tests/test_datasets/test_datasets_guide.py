"""The guide to the data sets is true: its snippets run, its files, kinds and options exist."""

import re

import pytest
from page_samples import make_challenge, make_folder, make_kaggle, make_kit
from runs import ROOT

from ecgdigi.datasets import KAGGLE_KINDS
from ecgdigi.registry import DATASETS

TEXT = (ROOT / 'docs/datasets.md').read_text(encoding='utf-8')
SNIPPETS = re.findall(r'```python\n(.*?)```', TEXT, re.DOTALL)


@pytest.fixture
def sets(tmp_path, monkeypatch):
    """The folders that the guide names."""
    make_folder(tmp_path / 'pages')
    make_kit(tmp_path / 'kit')
    (tmp_path / 'kit' / 'lonely-0.png').touch()
    make_challenge(tmp_path / 'challenge')
    make_kaggle(tmp_path / 'kaggle')
    clinic = make_folder(tmp_path / 'clinic')
    for name in ('c.png', 'index.csv'):
        (clinic / name).unlink()
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    DATASETS.module_dict.pop('ClinicPages', None)


def test_snippets_run(sets, capsys):
    for snippet in SNIPPETS:
        exec(compile(snippet, 'docs/datasets.md', 'exec'), {})
    printed = capsys.readouterr().out
    assert 'a render 3x4+1 25.0 10.0' in printed
    assert 'lonely.hea: no such header' in printed
    assert [line for line in printed.splitlines() if re.fullmatch(r'\d+ [\d.]+', line)] == ['3 10.0', '4 100.0', '2 2.0']


def test_all_kinds_and_programs_stand_in_it():
    for number, kind in KAGGLE_KINDS.items():
        assert f'| `<id>-{number}.png` | `{kind}` |' in TEXT
    for program in set(re.findall(r'tools/[\w/]+\.py', TEXT)):
        assert (ROOT / program).exists(), program
