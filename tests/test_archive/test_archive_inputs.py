import os
import time
from contextlib import contextmanager

import pytest

from ecgdigi.archive import inputs
from ecgdigi.archive.inputs import add_inputs
from ecgdigi.archive.manifest import Manifest
from ecgdigi.archive.shards import Shard

ALL = Shard(0, 1)


@pytest.fixture
def manifest(tmp_path):
    (tmp_path / 'out').mkdir()
    with Manifest(tmp_path / 'out/manifest.sqlite') as opened:
        yield opened


def add(manifest, source, shard=ALL):
    return sum(add_inputs(manifest, source, shard, lambda name: name.endswith('.png'), manifest.path.parent))


def names(manifest):
    return sorted(row[0] for row in manifest.connection.execute('SELECT name FROM pages'))


def touch(*paths):
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def make_old(*folders):
    for folder in folders:
        old_s = time.time() - 100
        os.utime(folder, (old_s, old_s))


def test_folders_are_searched_through_and_results_left_out(tmp_path, manifest):
    touch(*(tmp_path / name for name in ('a.png', 'b/c/d.png', 'b/e.txt', 'out/pages/x.png')))
    (tmp_path / 'b/loop').symlink_to(tmp_path)
    assert add(manifest, tmp_path) == 2
    assert [page.path for page in manifest.take(5, 'me')] == [f'{tmp_path}/a.png', f'{tmp_path}/b/c/d.png']


def test_numbers_do_not_depend_on_the_file_system(tmp_path, manifest, monkeypatch):
    order = ['c.png', 'a.png', 'b.png', 'z/1.png', 'y/2.png', 'x/w/3.png', 'x/v/4.png']
    touch(*(tmp_path / 'in' / name for name in order))
    entries = os.scandir

    @contextmanager
    def upside_down(path):
        with entries(path) as found:
            yield iter(sorted(found, key=lambda entry: entry.name, reverse=True))

    monkeypatch.setattr(inputs.os, 'scandir', upside_down)
    add(manifest, tmp_path / 'in')
    found = [os.path.relpath(page.path, tmp_path / 'in') for page in manifest.take(9, 'me')]
    assert found == ['a.png', 'b.png', 'c.png', 'x/v/4.png', 'x/w/3.png', 'y/2.png', 'z/1.png']


def test_a_single_page_is_a_source(tmp_path, manifest):
    touch(tmp_path / 'in/a.png', tmp_path / 'in/b.png')
    assert add(manifest, tmp_path / 'in/b.png') == 1
    assert [page.path for page in manifest.take(5, 'me')] == [f'{tmp_path}/in/b.png']
    assert add(manifest, tmp_path / 'in') == 1


def test_only_folders_that_changed_are_listed_again(tmp_path, manifest, monkeypatch):
    root = tmp_path / 'in'
    touch(root / 'a/1.png', root / 'b/c/2.png')
    make_old(root / 'b/c', root / 'b', root / 'a', root)
    assert add(manifest, root) == 2
    listed = []
    original = inputs._list_folder
    monkeypatch.setattr(inputs, '_list_folder', lambda path, *rest: listed.append(path) or original(path, *rest))
    assert add(manifest, root) == 0
    assert listed == []
    touch(root / 'b/c/3.png')
    assert add(manifest, root) == 1
    assert listed == [f'{root}/b/c']
    touch(root / 'b/new/4.png')
    assert add(manifest, root) == 1
    assert names(manifest) == ['1.png', '2.png', '3.png', '4.png']


def test_a_folder_that_just_changed_is_listed_again(tmp_path, manifest):
    root = tmp_path / 'in'
    touch(root / '1.png')
    times = os.stat(root)
    add(manifest, root)
    touch(root / '2.png')
    os.utime(root, ns=(times.st_atime_ns, times.st_mtime_ns))  # a clock too coarse to tell
    assert add(manifest, root) == 1


def test_a_scan_that_is_cut_short_is_taken_up(tmp_path, manifest, monkeypatch):
    monkeypatch.setattr(inputs, 'BATCH_FILES', 10)
    root = tmp_path / 'in'
    touch(*(root / f'{k}.png' for k in range(35)))
    make_old(root)
    assert next(add_inputs(manifest, root, ALL, lambda name: True, tmp_path)) == 10
    assert add(manifest, root) == 25


def test_a_list_names_files(tmp_path, manifest):
    path = tmp_path / 'pages.csv'
    path.write_text('id,path\n1,scans/a.png\n2,/elsewhere/b.pdf\n3,\n4,scans/a.png\n', encoding='utf-8-sig')
    assert add(manifest, path) == 2
    assert [page.path for page in manifest.take(5, 'me')] == [f'{tmp_path}/scans/a.png', '/elsewhere/b.pdf']
    path.write_text('path\nscans/a.png\nscans/c.png\n')
    assert add(manifest, path) == 1


def test_names_that_are_no_text(tmp_path, manifest):
    root = tmp_path / 'in'
    root.mkdir()
    strange = os.fsencode(root) + b'/\xff\xfe.png'
    try:
        open(strange, 'w').close()
    except OSError:
        pytest.skip('this file system takes text alone')
    assert add(manifest, root) == 1
    assert add(manifest, root) == 0
    assert [os.fsencode(page.path) for page in manifest.take(5, 'me')] == [strange]


def test_shards_share_all_files_among_them(tmp_path):
    root = tmp_path / 'in'
    touch(*(root / f'{k}.png' for k in range(60)))
    found = []
    for index in range(3):
        with Manifest(tmp_path / f'{index}.sqlite') as manifest:
            add(manifest, root, Shard(index, 3))
            found.append(names(manifest))
    assert sorted(name for part in found for name in part) == sorted(f'{k}.png' for k in range(60))
    assert all(10 < len(part) < 30 for part in found)


def test_what_is_no_source_is_refused(tmp_path, manifest):
    with pytest.raises(FileNotFoundError, match='nowhere: no such folder or list'):
        add(manifest, tmp_path / 'nowhere')
    (tmp_path / 'list.csv').write_text('path\n' + 'a' * 200_000)  # a picture, say
    with pytest.raises(ValueError, match=r'list\.csv: no list that can be read'):
        add(manifest, tmp_path / 'list.csv')
    (tmp_path / 'list.csv').write_text('file\na.png\n')
    with pytest.raises(ValueError, match=r'list\.csv: no column path'):
        add(manifest, tmp_path / 'list.csv')
