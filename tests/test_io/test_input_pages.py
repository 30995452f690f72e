import numpy as np
import pytest
from document_samples import pdf_boxes, picture_file, sample_picture, tiff_stack

from ecgdigi.io.input_pages import input_pages, picture_page
from ecgdigi.io.limits import Limits
from ecgdigi.io.page_choice import page_ranges, parse_pages

SAMPLE = sample_picture()


@pytest.mark.parametrize(
    ('text', 'wanted'),
    [('1', [1]), ('1,3-5', [1, 3, 4, 5]), (' 5 - 6 , 2', [2, 5, 6]), ('2-4,3-5,4', [2, 3, 4, 5]), ('7-7', [7])],
)
def test_pages_are_chosen(text, wanted):
    assert parse_pages(text, 7) == wanted


@pytest.mark.parametrize('text', ['', ',', '1,', 'a', '0', '3-1', '-2', '2-', '1-2-3', '1;2', '1.5', '٣', '9' * 12])
def test_what_is_no_choice_of_pages_is_refused(text):
    with pytest.raises(ValueError, match='write page numbers from 1'):
        page_ranges(text)


@pytest.mark.parametrize(('text', 'num_pages', 'reason'), [('8', 7, 'page 8 .* 7 pages'), ('1-999999999', 1, 'only one page')])
def test_pages_that_are_not_there(text, num_pages, reason):
    with pytest.raises(ValueError, match=reason):
        parse_pages(text, num_pages)


def pages(tmp_path, data, *args):
    (tmp_path / 'a.bin').write_bytes(data)
    return input_pages(tmp_path / 'a.bin', *args)


def test_pages_come_with_their_numbers(tmp_path):
    found = [
        (page.number, page.num_pages, page.picture())
        for page in pages(tmp_path, tiff_stack([SAMPLE] * 2 + [SAMPLE[::-1]]), '2-3')
    ]
    assert [entry[:2] for entry in found] == [(2, 3), (3, 3)]
    assert np.array_equal(found[0][2], SAMPLE)
    assert np.array_equal(found[1][2], SAMPLE[::-1])


def test_a_page_is_called_by_its_number_only_where_there_are_more(tmp_path):
    labels = [page.label for data in (picture_file(SAMPLE, 'PNG'), tiff_stack([SAMPLE] * 2)) for page in pages(tmp_path, data)]
    assert [label.removeprefix(str(tmp_path)) for label in labels] == ['/a.bin', '/a.bin: page 1', '/a.bin: page 2']


@pytest.mark.parametrize(
    ('data', 'choice', 'reason'), [(b'text', None, 'not a picture'), (picture_file(SAMPLE, 'PNG'), '2', 'only one page')]
)
def test_a_file_that_cannot_be_read_is_one_refused_page(tmp_path, data, choice, reason):
    (page,) = pages(tmp_path, data, choice)
    assert page.error.startswith(f'{tmp_path}/a.bin: ')
    assert reason in page.error


def test_pages_beyond_the_limit_are_refused_in_one_line(tmp_path):
    data, limits = pdf_boxes(5000, size_pt=(72, 72)), Limits(max_pages=3)
    found = list(pages(tmp_path, data, None, limits))
    assert [(page.number, page.error is None) for page in found] == [(1, True), (2, True), (3, True), (4, False)]
    assert 'pages 4 to 5000 are left out' in found[-1].error
    assert [page.number for page in pages(tmp_path, data, '4998-5000', limits)] == [4998, 4999, 5000]


def test_a_picture_that_is_no_file_is_a_page():
    page = picture_page(SAMPLE[..., ::-1], 'array_1')
    assert (page.path, page.name, page.label, page.error) == (None, 'array_1', 'array_1', None)
    assert np.array_equal(page.picture(), SAMPLE[..., ::-1])
    assert page.picture().flags.c_contiguous
    assert picture_page(SAMPLE[:10], 'array_1').error == 'array_1: 160 x 10 px is too small for an ECG page'
    assert 'more than 0.01 Mpx' in picture_page(SAMPLE, 'array_1', Limits(max_pixels=10_000)).error


@pytest.mark.parametrize('picture', [SAMPLE[..., 0], SAMPLE[None], SAMPLE / 255, np.zeros((100, 100, 4), np.uint8)])
def test_arrays_of_another_kind_are_no_pictures(picture):
    with pytest.raises(ValueError, match=r'^array_1: an array .*; wanted \(H, W, 3\) uint8, BGR'):
        picture_page(picture, 'array_1')
