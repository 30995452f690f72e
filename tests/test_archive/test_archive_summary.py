import json

import numpy as np
import pytest

from ecgdigi.archive.job import Outcome
from ecgdigi.archive.manifest import Manifest
from ecgdigi.archive.summary import summarise, write_summary
from ecgdigi.archive.worst import write_worst
from ecgdigi.io.images import read_image, write_image


def filled(path, outcomes, part=''):
    with Manifest(path, part) as manifest:
        manifest.add_files((manifest.folder_id('/in'), f'Secretname{k}.png') for k in range(len(outcomes) + 1))
        for page, outcome in zip(manifest.take(len(outcomes), 'me'), outcomes, strict=True):
            manifest.finish(page.id, outcome)
    return path


@pytest.fixture
def manifests(tmp_path):
    done = [
        Outcome(grade=grade, route='pixels', confidence=sure, seconds=2.0) for grade, sure in (('A', 0.9), ('C', 0.2), ('C', 0.4))
    ]
    refused = [Outcome('page', f'grid off by {k}.5 mm') for k in range(3)]
    parts = ('00000-of-00002', '00001-of-00002')
    paths = [filled(tmp_path / f'manifest-{parts[0]}.sqlite', done, parts[0])]
    paths.append(filled(tmp_path / f'manifest-{parts[1]}.sqlite', [*done[:1], *refused, Outcome('crash', 'died')], parts[1]))
    opened = [Manifest(path) for path in paths]
    yield opened
    for manifest in opened:
        manifest.connection.close()


def test_parts_are_merged(tmp_path, manifests):
    summary = summarise(manifests)
    assert summary.states == {'waiting': 2, 'taken': 0, 'done': 4, 'refused': 4}
    assert summary.grades == {'A': 2, 'C': 2}
    assert [(row.kind, row.reason, row.num_pages) for row in summary.reasons] == [
        ('page', 'grid off by N mm', 3),
        ('crash', 'died', 1),
    ]
    assert summary.reasons[0].example == '2 of manifest-00001-of-00002.sqlite'
    assert '10 pages: 2 waiting, 4 done, 4 refused' in summary.lines()
    write_summary(tmp_path / 'summary.json', summary)
    text = (tmp_path / 'summary.json').read_text()
    assert json.loads(text)['seconds'] == 8.0
    assert summary.lines()[-1].endswith('crash: died')
    assert 'Secretname' not in text + ''.join(summary.lines())


def test_the_worst_pages_come_first(tmp_path, manifests):
    assert write_worst(tmp_path / 'worst.png', manifests, '_overlay.png', tmp_path) == 0  # no overlay
    assert not (tmp_path / 'worst.png').exists()
    levels = {}
    for manifest in manifests:
        rows = manifest.connection.execute("SELECT grade, confidence, result FROM pages WHERE state = 'done'").fetchall()
        for grade, sure, result in rows:
            folder = tmp_path / result
            folder.mkdir(parents=True)
            levels[grade, sure] = 100 if grade == 'C' and sure == 0.2 else 200
            write_image(folder / f'{folder.name}_overlay.png', np.full((100, 150, 3), levels[grade, sure], np.uint8))
    assert write_worst(tmp_path / 'worst.png', manifests, '_overlay.png', tmp_path) == 4
    sheet = read_image(tmp_path / 'worst.png')
    assert sheet[50, 50].tolist() == [100] * 3
    assert (sheet == 200).any()
