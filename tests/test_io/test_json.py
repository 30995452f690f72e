import dataclasses
import json

import numpy as np
import pytest
from readings import PROVENANCE, error_uv, same_gaps

from ecgdigi.io.json import SCHEMA_VERSION, json_content, read_json, write_json
from ecgdigi.io.writers import build_writers
from ecgdigi.structures import LEAD_NAMES


def refuse(word):
    raise AssertionError(f'{word} is no JSON')


def test_everything_comes_back(tmp_path, ecg):
    write_json(tmp_path / 'page.json', ecg)
    back = read_json(tmp_path / 'page.json')
    assert same_gaps(back.signal.signal_mv, ecg)
    assert error_uv(back.signal.signal_mv, ecg) <= 0.0501
    assert (back.signal.fs_hz, back.signal.leads) == (500.0, LEAD_NAMES)
    assert np.array_equal(back.confidence, ecg.confidence, equal_nan=True)
    arrays = ('signal', 'confidence')
    for field in dataclasses.fields(ecg):
        if field.name not in arrays:
            assert getattr(back, field.name) == getattr(ecg, field.name), field.name


def test_any_reader_of_json_takes_it(tmp_path, ecg):
    write_json(tmp_path / 'page.json', ecg)
    content = json.loads((tmp_path / 'page.json').read_text(), parse_constant=refuse)
    assert (content['schema'], content['schema_version']) == ('ecgdigi.reading', SCHEMA_VERSION)
    assert content['signal']['samples']['aVL'] == [None] * 5000
    assert (content['signal']['unit'], content['signal']['num_samples']) == ('mV', 5000)
    assert content['provenance'] == PROVENANCE
    assert content['scale']['gain_from'] == 'pulse'


def test_the_content_is_that_of_the_file(tmp_path, ecg):
    write_json(tmp_path / 'page.json', ecg)
    assert json.loads((tmp_path / 'page.json').read_text()) == json_content(ecg)


def test_what_was_not_asked_is_null(tmp_path, ecg):
    bare = dataclasses.replace(ecg, confidence=None, residual_mm=float('nan'), agreement_db=-np.inf, grade='', reasons=())
    write_json(tmp_path / 'page.json', bare)
    content = json.loads((tmp_path / 'page.json').read_text(), parse_constant=refuse)
    assert (content['confidence'], content['grid_residual_mm'], content['layout']['agreement_db']) == (None, None, None)
    assert read_json(tmp_path / 'page.json').confidence is None


@pytest.mark.parametrize(('kind', 'ending', 'error'), [('csv', '.csv', 0.0501), ('wfdb', '.hea', 0.5001), ('edf', '.edf', 0.126)])
def test_the_signal_may_stand_in_another_file(tmp_path, ecg, kind, ending, error):
    for writer in build_writers([kind, dict(type='json', signal_ending=ending)]):
        writer(tmp_path / 'page', ecg)
    assert (tmp_path / 'page.json').stat().st_size < 400_000
    back = read_json(tmp_path / 'page.json')
    assert same_gaps(back.signal.signal_mv, ecg)
    assert error_uv(back.signal.signal_mv, ecg) <= error


def changed(path, **changes):
    content = json.loads(path.read_text())
    path.write_text(json.dumps(content | changes))


def test_what_is_no_reading_is_named(tmp_path, ecg):
    path = tmp_path / 'page.json'
    with pytest.raises(FileNotFoundError, match=r'page\.json: no such file'):
        read_json(path)
    for text, words in (('{"a": 1}', 'no JSON of a reading'), ('{"schema', 'cut off'), ('[]', 'no JSON of a reading')):
        path.write_text(text)
        with pytest.raises(ValueError, match=rf'page\.json: .*{words}'):
            read_json(path)
    for changes, words in (
        (dict(schema_version=99), r'wanted ecgdigi\.reading 1'),
        (dict(signal={}), 'not as ecgdigi writes it'),
        (dict(signal=dict(leads=['I'], num_samples=1, fs_hz=500.0, file='../other.csv')), 'not the name of a file beside it'),
        (dict(signal=dict(leads=['I'], num_samples=2, fs_hz=500.0, file='other.csv')), 'another length'),
    ):
        write_json(path, ecg)
        (tmp_path / 'other.csv').write_text('I\n0.5\n')
        changed(path, **changes)
        with pytest.raises(ValueError, match=rf'page\.json: .*{words}') as caught:
            read_json(path)
        assert '\n' not in str(caught.value)
