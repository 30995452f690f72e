import shutil

import numpy as np
import pytest
from page_samples import make_folder, printed_sample

from ecgdigi.datasets import PageFolder


@pytest.fixture
def folder(tmp_path):
    return make_folder(tmp_path / 'pages')


def test_pages_come_as_the_index_tells(folder):
    a, b, c = PageFolder(folder)
    assert (a.record_id, a.kind, a.layout, a.mm_per_s, a.mm_per_mv) == ('a', 'render', '3x4+1', 25.0, 10.0)
    assert (b.kind, b.mm_per_s, b.mm_per_mv) == ('', 50.0, 5.0)
    assert (c.truth, c.layout, c.mm_per_s) == (None, None, None)
    assert a.picture_path == folder / 'a.png'
    assert a.truth.fs_hz == 100
    assert np.isnan(a.truth.lead('V6')[:750]).all()
    assert np.allclose(a.truth.signal_mv, printed_sample().signal_mv, atol=1e-4, equal_nan=True)


def edit(folder, old, new):
    text = (folder / 'index.csv').read_text()
    assert old in text
    (folder / 'index.csv').write_text(text.replace(old, new))


BAD = {
    'no picture': (lambda f: (f / 'b.png').unlink(), r'b\.png: no such file'),
    'no picture but text': (lambda f: (f / 'b.png').write_text('hello'), r'b\.png: not a picture'),
    'no signal': (lambda f: (f / 'b.csv').unlink(), r'b\.csv: no such file'),
    'signal without leads': (lambda f: (f / 'b.csv').write_text('x,y\n1,2\n'), r'b\.csv: the header .* names no lead'),
    'lost rows': (lambda f: (f / 'b.csv').write_text('I\n' + '1\n' * 999), r'b\.csv: 999 rows, wanted 1000'),
    'no rate': (lambda f: edit(f, 'b,b.png,100,', 'b,b.png,,'), 'page b has a signal but no fs'),
    'a rate of words': (lambda f: edit(f, 'b,b.png,100,', 'b,b.png,fast,'), "page b: fs is 'fast'"),
    'a speed of zero': (lambda f: edit(f, '3x4+1,50,', '3x4+1,0,'), "page b: speed_mm_s is '0'"),
    'a second a': (lambda f: edit(f, 'b,b.png', 'a,b.png'), 'the id a stands twice'),
    'no id': (lambda f: edit(f, 'b,b.png', ',b.png'), 'line 3 lacks an id'),
}


@pytest.mark.parametrize('case', BAD)
def test_a_bad_page_is_named(folder, case):
    damage, reason = BAD[case]
    damage(folder)
    with pytest.raises(ValueError, match=f'{reason}.*1 of 3 pages are bad'):
        PageFolder(folder)
    pages = PageFolder(folder, on_error='skip')
    assert [page.record_id for page in pages] == ['a', 'c']


def test_numbers_that_cannot_be_read_are_named_when_they_are_asked_for(folder):
    (folder / 'b.csv').write_text('I\n' + '1\n' * 999 + 'x\n')
    pages = PageFolder(folder)
    with pytest.raises(ValueError, match=r"b\.csv: .*'x'"):
        pages[1]


def test_a_folder_without_a_usable_index_is_refused(folder):
    edit(folder, 'id,file', 'name,file')
    with pytest.raises(ValueError, match=r'index\.csv: no column id'):
        PageFolder(folder)
    (folder / 'index.csv').unlink()
    with pytest.raises(FileNotFoundError, match=r'index\.csv: no such file; wanted a table with the columns id and file'):
        PageFolder(folder)


@pytest.mark.parametrize(('name', 'count'), [('kit_clean', 40), ('kit_hard', 60), ('pdf', 11), ('photos', 36)])
def test_the_benchmark_sets_are_read_whole(bench, name, count):
    pages = PageFolder(bench / name)
    assert len(pages) == count  # all of them were checked; reading all would take seconds
    for index in range(0, count, 6):
        record = pages[index]
        assert np.isfinite(record.truth.signal_mv).any(1).all()
        assert record.layout
        assert pages.read_picture(index).ndim == 3


def test_a_copy_elsewhere_is_read_the_same(folder, tmp_path, monkeypatch):
    shutil.copytree(folder, tmp_path / 'data' / 'mine')
    monkeypatch.setenv('ECGDIGI_DATA', str(tmp_path / 'data'))
    assert len(PageFolder('$ECGDIGI_DATA/mine')) == 3
