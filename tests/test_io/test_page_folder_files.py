from pathlib import Path

import pytest
from page_samples import make_folder, printed_sample, write_picture

from ecgdigi.io.atomic import atomic_folder
from ecgdigi.io.page_folder import list_pages, read_rates, write_page_folder
from ecgdigi.structures import PageRecord


@pytest.fixture
def records(tmp_path):
    (tmp_path / 'source').mkdir()
    paths = [write_picture(tmp_path / 'source' / f'r-{k}.png') for k in range(2)]
    return [PageRecord('sub/r', paths[0], printed_sample(), 'render', '3x4+1', 25.0, 10.0), PageRecord('sub/r', paths[1], None)]


def test_pages_are_written_with_their_index(tmp_path, records):
    out = tmp_path / 'out'
    assert write_page_folder(out, records) == 2
    assert sorted(path.name for path in out.iterdir()) == ['index.csv', 'sub_r-0.csv', 'sub_r-0.png', 'sub_r-1.png']
    assert (out / 'index.csv').read_text().splitlines()[1:] == [
        'sub_r-0,sub_r-0.png,100,1000,3x4+1,25,10,render,sub/r',
        'sub_r-1,sub_r-1.png,,,,,,,sub/r',
    ]
    assert (out / 'sub_r-0.png').read_bytes() == records[0].picture_path.read_bytes()
    assert (out / 'sub_r-0.png').samefile(records[0].picture_path)
    assert list_pages(out) == ['sub_r-0']
    assert read_rates(out) == {'sub_r-0': 100.0}


def test_where_links_are_refused_pictures_are_copied(tmp_path, records, monkeypatch):
    def refuse(*args):
        raise OSError('no links here')

    monkeypatch.setattr('os.link', refuse)
    write_page_folder(tmp_path / 'out', records)
    assert (tmp_path / 'out' / 'sub_r-1.png').read_bytes() == records[1].picture_path.read_bytes()
    assert (tmp_path / 'out' / 'sub_r-1.png').stat().st_nlink == 1


def test_nothing_is_left_where_two_pages_have_one_name(tmp_path, records):
    with pytest.raises(ValueError, match=r'r-0\.png: the name sub_r-0 is taken already'):
        write_page_folder(tmp_path / 'out', [records[0], records[0]])
    assert [path.name for path in tmp_path.iterdir()] == ['source']


def test_a_folder_with_something_in_it_is_not_touched(tmp_path, records):
    full = make_folder(tmp_path / 'full')
    before = sorted(full.iterdir())
    with pytest.raises(FileExistsError, match='full: this folder is not empty'):
        write_page_folder(full, records)
    assert sorted(full.iterdir()) == before
    with pytest.raises(FileNotFoundError, match='make it first'):
        write_page_folder(tmp_path / 'a' / 'b', records)
    with pytest.raises(NotADirectoryError, match='a file; name a folder'):
        write_page_folder(full / 'a.png', records)


def test_an_empty_folder_is_filled(tmp_path):
    (tmp_path / 'out').mkdir()
    with atomic_folder(tmp_path / 'out') as folder:
        (Path(folder) / 'a').write_text('1')
        assert not any((tmp_path / 'out').iterdir())
    assert (tmp_path / 'out' / 'a').read_text() == '1'
    assert [path.name for path in tmp_path.iterdir()] == ['out']
