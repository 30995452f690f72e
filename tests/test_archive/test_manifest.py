import pytest

from ecgdigi.archive.job import Outcome
from ecgdigi.archive.manifest import Manifest


@pytest.fixture
def manifest(tmp_path):
    with Manifest(tmp_path / 'manifest.sqlite') as opened:
        opened.add_files((opened.folder_id('/in'), f'{k}.png') for k in range(4))
        yield opened


def test_pages_are_taken_once_and_given_back_without_blame(manifest):
    first, second = manifest.take(2, 'one'), manifest.take(9, 'two')
    assert [page.id for page in first + second] == [1, 2, 3, 4]
    assert manifest.take(1, 'one') == []
    assert manifest.give_back('one') == 2
    assert manifest.take(9, 'three') == first
    assert manifest.give_back() == 4
    assert [row[0] for row in manifest.connection.execute('SELECT tries FROM pages')] == [0] * 4


def test_a_page_is_finished_once(manifest):
    (page,) = manifest.take(1, 'one')
    assert manifest.finish(page.id, Outcome(grade='B', route='pixels', confidence=0.5, seconds=1.23456))
    assert not manifest.finish(page.id, Outcome('page', 'too late'))
    row = manifest.connection.execute(
        'SELECT state, kind, grade, route, confidence, seconds, result, taken_by FROM pages'
    ).fetchone()
    assert row == ('done', None, 'B', 'pixels', 0.5, 1.235, 'pages/000000/000000001_0_p1', None)


def test_a_page_is_set_aside_after_its_tries(manifest):
    manifest.take(1, 'one')
    assert not manifest.fail(1, 'crash', 'its worker died', 2)
    assert [page.id for page in manifest.take(1, 'one')] == [1]
    assert manifest.fail(1, 'crash', 'its worker died', 2)
    assert manifest.counts() == {'waiting': 3, 'taken': 0, 'done': 0, 'refused': 1}
    assert manifest.retry(['time']) == 0
    assert manifest.retry(['crash']) == 1
    assert manifest.counts()['waiting'] == 4


def test_pages_of_a_file_are_added_once(manifest):
    assert manifest.add_pages(2, num_pages=3, max_pages=200) == 2
    assert manifest.add_pages(2, num_pages=3, max_pages=200) == 0
    assert [(page.path, page.number) for page in manifest.take(9, 'one')][-2:] == [('/in/1.png', 2), ('/in/1.png', 3)]


def test_what_fails_half_way_leaves_nothing(manifest):
    def stopped():
        with manifest.transaction():
            manifest.take(2, 'one')
            raise KeyError

    with pytest.raises(KeyError):
        stopped()
    assert manifest.counts()['waiting'] == 4


def test_other_settings_are_refused_once_a_page_was_read(manifest, tmp_path):
    manifest.keep_settings({'fs_hz': '100'})
    manifest.keep_settings({'fs_hz': '500'})
    (page,) = manifest.take(1, 'one')
    manifest.finish(page.id, Outcome('page', 'no grid'))
    manifest.keep_settings({'fs_hz': '200'})
    manifest.keep_settings({'fs_hz': '500'})
    (page,) = manifest.take(1, 'one')
    manifest.finish(page.id, Outcome())
    manifest.keep_settings({'fs_hz': '500'})
    with pytest.raises(ValueError, match=r'manifest\.sqlite: this archive was begun with fs_hz 500 and not 250'):
        manifest.keep_settings({'fs_hz': '250'})


def test_nothing_but_the_manifest_is_left(manifest, tmp_path):
    with Manifest(tmp_path / 'other.sqlite') as other, other.transaction():
        other.add_files([(other.folder_id('/in'), 'a.png')])
    assert [path.name for path in tmp_path.glob('other*')] == ['other.sqlite']


def test_results_that_no_row_tells_of_count_as_read(manifest, tmp_path):
    manifest.keep_settings({'fs_hz': '500'})
    (tmp_path / 'pages/00000-of-00002/000000/000000001_0_p1').mkdir(parents=True)  # of a part, with settings of its own
    manifest.keep_settings({'fs_hz': '250'})
    (tmp_path / 'pages/000000/000000001_0_p1').mkdir(parents=True)
    with pytest.raises(ValueError, match='begun with fs_hz 250 and not 500'):
        manifest.keep_settings({'fs_hz': '500'})


def test_other_files_are_refused(tmp_path):
    (tmp_path / 'text.sqlite').write_text('no data base at all, but a text of some length' * 9)
    with pytest.raises(ValueError, match=r'text\.sqlite: no manifest'):
        Manifest(tmp_path / 'text.sqlite')
