import json
from collections import Counter
from dataclasses import asdict

import pytest
from fake_pages import job_of

from ecgdigi.archive.job import Outcome, Page
from ecgdigi.archive.results import FOLDER_PAGES, clear_staging, result_folder, staging_root, write_results

DONE = Outcome(grade='A', route='pixels', seconds=1.5)


@pytest.mark.parametrize(
    'path', ['../../x.png', '/a/CON.png', 'a b.c.png', 'Ångström☺.png', 'x' * 300 + '.png', '.png', '\udcff.png']
)
def test_names_are_safe_and_stay_inside(path):
    folder = result_folder(Page(7, path, 2), '')
    assert folder.parts[:2] == ('pages', '000000')
    assert len(folder.parts) == 3
    assert folder.name.isascii()
    assert folder.name.replace('_', '').replace('-', '').isalnum()
    assert folder.name.startswith('000000007_')
    assert len(folder.name) < 120


def test_a_folder_holds_a_thousand_pages():
    folders = [result_folder(Page(number, 'a.png', 1), '').parent for number in range(1, 3 * FOLDER_PAGES + 1)]
    assert list(Counter(folders).values()) == [1000, 1000, 1000]
    assert folders[999] != folders[1000]
    assert result_folder(Page(1, 'a.png', 1), '00001-of-00002').parts[1] == '00001-of-00002'


def writing(outcome):
    def write(stem):
        stem.with_name(stem.name + '.csv').write_text('signal')
        return outcome

    return write


def test_results_come_whole_or_not_at_all(tmp_path):
    job, page = job_of(tmp_path), Page(1, '/in/a.png', 1)
    final = tmp_path / result_folder(page, '')

    def fails(stem):
        writing(DONE)(stem)
        raise OSError(28, 'No space left on device')

    with pytest.raises(OSError, match='No space'):
        write_results(job, page, fails)
    assert write_results(job, page, writing(Outcome('page', 'no grid'))).kind == 'page'
    assert not final.exists()
    assert write_results(job, page, writing(DONE)) == DONE
    assert sorted(path.name for path in final.iterdir()) == [f'{final.name}.csv', 'outcome.json']
    assert list(staging_root(job).iterdir()) == []


def test_what_another_worker_has_written_stays(tmp_path):
    job, page = job_of(tmp_path), Page(1, '/in/a.png', 1)
    final = tmp_path / result_folder(page, '')

    def overtaken(stem):
        final.mkdir(parents=True)
        (final / 'outcome.json').write_text(json.dumps(asdict(DONE)))
        return Outcome(grade='E')

    assert write_results(job, page, overtaken) == DONE
    assert write_results(job, page, lambda stem: pytest.fail('it is read already')) == DONE


def test_what_is_half_written_is_cleared(tmp_path):
    job = job_of(tmp_path)
    other = job_of(tmp_path, part='00001-of-00002')
    for each in (job, other):
        (staging_root(each) / 'x').mkdir(parents=True)
    clear_staging(job)
    assert not staging_root(job).exists()
    assert (staging_root(other) / 'x').exists()
