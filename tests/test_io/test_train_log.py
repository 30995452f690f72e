import json

import pytest

from ecgdigi.io.train_log import read_train_log


def write(folder, stamp, entries, tail=''):
    file = folder / stamp / 'vis_data' / f'{stamp}.json'
    file.parent.mkdir(parents=True)
    file.write_text('\n'.join(map(json.dumps, entries)) + '\n' + tail)
    (file.parent / 'scalars.json').write_text(file.read_text())
    (file.parent / 'config.json').write_text('{}')
    return file


def test_parts_of_a_resumed_run_are_joined(tmp_path):
    write(tmp_path, '20260101_000000', [dict(loss=k, step=k) for k in (1, 2, 3)], tail='{"loss": 4, "st')
    write(tmp_path, '20260102_000000', [dict(loss=30, step=3), {'step': 4, 'loss': 40, 'm/x': 7, 'note': 'text'}])
    curves = read_train_log(tmp_path)
    assert {name: (steps.tolist(), values.tolist()) for name, (steps, values) in curves.items()} == {
        'loss': ([1, 2, 3, 4], [1.0, 2.0, 30.0, 40.0]),
        'm/x': ([4], [7.0]),
    }


def test_one_file_of_it(tmp_path):
    file = write(tmp_path, '20260101_000000', [dict(loss=1.5, step=1)])
    assert read_train_log(file)['loss'][1].tolist() == [1.5]


def test_what_is_no_log_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match='no training log'):
        read_train_log(tmp_path)
    with pytest.raises(FileNotFoundError, match='nofile: no such run'):
        read_train_log('nofile')
    (tmp_path / 'a.json').write_text('[1]\n')
    with pytest.raises(ValueError, match=r'a\.json: not a training log'):
        read_train_log(tmp_path / 'a.json')
