"""What the guide to files says is true: its snippets read what the writers write."""

import re

import pytest
from readings import error_uv, reading, same_gaps
from runs import ROOT

from ecgdigi.io.json import SCHEMA, SCHEMA_VERSION
from ecgdigi.io.writers import build_writers
from ecgdigi.registry import WRITERS
from ecgdigi.structures import LEAD_NAMES

GUIDE = (ROOT / 'docs/exports.md').read_text(encoding='utf-8')
SNIPPETS = re.findall(r'```python\n(.*?)```', GUIDE, re.DOTALL)
OF_FORMATS = dict(re.findall(r'^\| `(\w+)` \| .*? \| ([\d.]+) uV \|', GUIDE, re.MULTILINE))


@pytest.mark.parametrize('name', sorted(WRITERS.known_names()))
@pytest.mark.parametrize('num_samples', [5000, 4999])
def test_the_snippet_reads_the_file(tmp_path, monkeypatch, signal, name, num_samples):
    ecg = reading(signal, num_samples)
    (writer,) = build_writers([name])
    writer(tmp_path / 'page', ecg)
    monkeypatch.chdir(tmp_path)
    opened = 'page' if name == 'wfdb' else writer.paths(tmp_path / 'page')[0].name
    (snippet,) = [snippet for snippet in SNIPPETS if f"'{opened}'" in snippet]
    found = {}
    exec(snippet, found)
    assert list(found['leads']) == list(LEAD_NAMES)
    assert found['fs_hz'] == 500
    assert same_gaps(found['signal_mv'], ecg)
    assert error_uv(found['signal_mv'], ecg) <= 0.501 * float(OF_FORMATS[name])


def test_the_schema_is_the_one_that_is_written():
    assert f'| `schema`, `schema_version` | `{SCHEMA}`, {SCHEMA_VERSION};' in GUIDE


def test_the_example_is_the_file():
    assert (ROOT / 'projects/example/my_formats.py').read_text() in GUIDE
