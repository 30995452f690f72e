import csv
import os

from ecgdigi.archive.job import Outcome
from ecgdigi.archive.manifest import Manifest
from ecgdigi.archive.table import write_table


def test_a_row_a_page_with_its_file_and_its_result(tmp_path):
    strange = os.fsdecode(b'\xff.png')
    with Manifest(tmp_path / 'manifest.sqlite') as manifest:
        manifest.add_files((manifest.folder_id('/scans'), name) for name in ('one, "two".png', 'b.png', strange))
        one, two = manifest.take(2, 'me')
        manifest.finish(one.id, Outcome(grade='B', route='pixels'))
        manifest.finish(two.id, Outcome('page', 'no grid'))
        assert write_table(tmp_path / 'pages.csv', [manifest]) == 3
    with (tmp_path / 'pages.csv').open(newline='', encoding='utf-8', errors='surrogateescape') as file:
        found = list(csv.DictReader(file))
    assert found[0] == {
        'path': '/scans/one, "two".png',
        'page': '1',
        'state': 'done',
        'kind': '',
        'reason': '',
        'grade': 'B',
        'result': 'pages/000000/000000001_one___two__p1',
    }
    assert (found[1]['path'], found[1]['state'], found[1]['reason']) == ('/scans/b.png', 'refused', 'no grid')
    assert (found[2]['path'], found[2]['state'], found[2]['result']) == (f'/scans/{strange}', 'waiting', '')
