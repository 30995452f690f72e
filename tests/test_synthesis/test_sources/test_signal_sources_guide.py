"""What the guide shows runs, on folders that look like those it names."""

import re
from pathlib import Path

import numpy as np
import pytest
from test_wfdb_records import values_mv, write_dat, write_mat

from ecgdigi.io.csv import write_csv
from ecgdigi.registry import SIGNAL_SOURCES, TRANSFORMS
from ecgdigi.structures import LEAD_NAMES, ECGSignal
from ecgdigi.synthesis.sources import artefacts, build_source
from ecgdigi.synthesis.sources.conditions import CONDITIONS

DOCS = Path(__file__).parents[3] / 'docs'
TEXT = (DOCS / 'signal_sources.md').read_text(encoding='utf-8')
SNIPPETS = re.findall(r'```python\n(.*?)```', TEXT, re.DOTALL)


@pytest.fixture
def data(tmp_path, monkeypatch):
    monkeypatch.setenv('ECGDIGI_DATA', str(tmp_path))
    ten_s = values_mv(num_samples=5000)
    write_dat(tmp_path / 'ptbxl', 'a', ten_s)
    (tmp_path / 'ptbxl/splits.csv').write_text('record,split\na,train\n')
    write_dat(tmp_path / 'ptb-xl/records500/00000', '00001_hr', ten_s)
    (tmp_path / 'ptb-xl/ptbxl_database.csv').write_text('ecg_id,filename_hr,strat_fold\n1,records500/00000/00001_hr,3\n')
    write_mat(tmp_path / 'chapman/WFDBRecords/01/010', 'JS00001', ten_s)
    write_mat(tmp_path / 'georgia/g1', 'E00001', ten_s)
    (tmp_path / 'my_csv').mkdir()
    write_csv(tmp_path / 'my_csv/a.csv', ECGSignal(1000 * ten_s, 500.0, LEAD_NAMES))
    np.save(tmp_path / 'my_arrays.npy', ten_s[None, :, :4000])


@pytest.mark.parametrize('number', range(len(SNIPPETS)))
def test_a_snippet_runs(data, number):
    names = {}
    exec(SNIPPETS[number], names)
    source = build_source(names['source'])
    for seed in range(3):
        signal = source(np.random.default_rng(seed))
        assert signal.leads == LEAD_NAMES
        assert signal.duration_s == pytest.approx(10.0)


def test_tables_name_all_conditions_artefacts_sources_and_steps():
    for name in (*CONDITIONS, *artefacts.DEFAULT_ARTEFACTS):
        assert f'`{name}`' in TEXT, name
    ours = [
        name
        for registry in (SIGNAL_SOURCES, TRANSFORMS)
        for name, kind in registry.module_dict.items()
        if kind.__module__.startswith('ecgdigi.synthesis.sources')
    ]
    assert len(ours) == 14
    for name in ours:
        assert f'| `{name}` |' in TEXT, name


def test_links_are_there():
    for target in re.findall(r'\]\(([^)#]+)\)', TEXT):
        assert (DOCS / target).exists(), target
