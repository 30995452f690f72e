"""What the steps of a page do to it; `test_digitize_files.py` walks all of them."""

import re

import numpy as np
import pytest
from document_samples import pdf_boxes, picture_file, sample_picture

from ecgdigi.apis.page_steps import PageTask, ResultFolder, decode_task, read_task
from ecgdigi.io.input_pages import input_pages, picture_page


def results_of(paths, out_dir):
    """Where the results of pictures would go."""
    folder = ResultFolder(paths, out_dir, ['csv'])
    return [folder.place(page).stem.name for path in paths for page in input_pages(path)]


def test_no_result_overwrites_another_or_an_input(tmp_path):
    names = ('a.jpg', 'a.png', 'a_2.png', 'a b.png', 'x.png', 'x_overlay.png', 'A.bmp', 'y.png', 'y.csv')
    paths = [tmp_path / name for name in names]
    for path in paths:
        path.touch()
    stems = results_of(paths, tmp_path)
    assert stems == ['a', 'a_2', 'a_2_2', 'a_b', 'x_2', 'x_overlay', 'A_3', 'y_2', 'y_3']
    assert results_of(paths[4:5], tmp_path / 'out') == ['x']


def test_pages_of_a_file_get_their_numbers(tmp_path):
    for name, num_pages in (('a.pdf', 3), ('a.png', 1), ('b.pdf', 100)):
        (tmp_path / name).write_bytes(pdf_boxes(num_pages))
    (tmp_path / 'a_p02.tif').touch()
    stems = results_of([tmp_path / name for name in ('a.pdf', 'a_p02.tif', 'a.png', 'b.pdf')], tmp_path / 'out')
    assert stems[:5] == ['a_p01', 'a_p02', 'a_p03', 'a_p02_2', 'a']
    assert (stems[5], stems[-1]) == ('b_p001', 'b_p100')


@pytest.mark.parametrize('name', ['CON', 'nul', 'com1', 'a.b', 'x' * 240, '❤️ 心电图', '-rf', '..x', '$(id)', "a'b"])
def test_names_of_results_are_safe_on_every_system(tmp_path, name):
    (stem,) = results_of([tmp_path / f'{name}.png'], tmp_path / 'out')
    assert re.fullmatch(r'[A-Za-z0-9_-]{1,120}', stem)
    assert stem.lower() not in ('con', 'nul', 'com1')


def test_a_path_in_a_name_does_not_lead_out_of_the_folder(tmp_path):
    (tmp_path / 'in').mkdir()
    (tmp_path / 'x.png').touch()
    paths = [tmp_path / 'in' / '..' / 'x.png', tmp_path / 'x.png']
    assert results_of(paths, tmp_path / 'out') == ['x', 'x_2']


def test_pictures_that_are_no_files_get_results_of_their_own(tmp_path):
    folder = ResultFolder([], tmp_path, ['csv'])
    stems = [folder.place(picture_page(sample_picture(), name)).stem for name in ('array_1', 'array_2', 'array_1')]
    assert stems == [tmp_path / name for name in ('array_1', 'array_2', 'array_1_2')]


def test_a_decoded_page_outlives_its_file(tmp_path):
    (tmp_path / 'a.pdf').write_bytes(pdf_boxes(2))
    tasks = [decode_task(PageTask(page, page.error)) for page in input_pages(tmp_path / 'a.pdf')]
    assert [task.error for task in tasks] == [None, None]
    assert not np.array_equal(*(task.page.picture() for task in tasks))


def test_a_file_is_no_folder_of_results(tmp_path):
    (tmp_path / 'README.md').touch()
    for place in (tmp_path / 'README.md', tmp_path / 'README.md' / 'out'):
        with pytest.raises(OSError, match=r'README\.md.*: no folder of results can be made here .*; choose another$'):
            ResultFolder([], place, ['csv'])


def test_a_page_that_is_refused_takes_no_more_steps(tmp_path):
    (tmp_path / 'a.png').write_bytes(picture_file(sample_picture(), 'PNG')[:-40])
    (tmp_path / 'b.png').write_bytes(picture_file(sample_picture()[:10], 'PNG'))
    for path in (tmp_path / 'a.png', tmp_path / 'b.png', tmp_path / 'absent.png'):
        (page,) = input_pages(path)
        decoded = decode_task(PageTask(page, page.error))
        assert str(path) in decoded.error
        assert read_task(decoded, None) is decoded
        assert ResultFolder([path], tmp_path / 'out', ['csv']).write(decoded) is decoded
