import numpy as np
import pytest
from document_samples import encrypted_pdf, noise_picture, pdf_boxes, pdf_of, pdf_scan

from ecgdigi.io.documents import open_document
from ecgdigi.io.limits import InputRefusedError, Limits


def pictures(tmp_path, data, **limits):
    (tmp_path / 'a.pdf').write_bytes(data)
    with open_document(tmp_path / 'a.pdf', Limits(**limits)) as pdf:
        return [pdf.picture(index) for index in range(pdf.num_pages)]


def black_box(picture):
    """(left, top, right, bottom) of what is black, px."""
    rows, columns = np.nonzero((picture < 128).all(2))
    return columns.min(), rows.min(), columns.max() + 1, rows.max() + 1


def test_pages_are_drawn_at_200_dpi(tmp_path):
    found = pictures(tmp_path, pdf_boxes(3, size_pt=(360, 720)))
    assert [picture.shape for picture in found] == [(2000, 1000, 3)] * 3
    for k, picture in enumerate(found):
        assert np.allclose(black_box(picture), (0, 1000, (100 + 50 * k) * 200 / 72, 2000), atol=1)


@pytest.mark.parametrize(
    ('rotate', 'wanted'), [(90, (0, 0, 1000, 278)), (180, (722, 0, 1000, 1000)), (270, (1000, 722, 2000, 1000))]
)
def test_pages_are_turned_as_a_viewer_turns_them(tmp_path, rotate, wanted):
    (found,) = pictures(tmp_path, pdf_boxes(1, size_pt=(360, 720), page=b'/Rotate %d' % rotate))
    assert np.allclose(black_box(found), wanted, atol=1)


def test_only_what_is_left_of_a_cropped_page_is_drawn(tmp_path):
    (found,) = pictures(tmp_path, pdf_boxes(1, size_pt=(360, 720), page=b'/CropBox [0 0 180 360]'))
    assert found.shape == (1000, 500, 3)


# Sizes as programs write them: exact, rounded to points, and to less.
@pytest.mark.parametrize('size_pt', [(288.0, 144.0), (288.3, 143.8), (287.9, 144.1)])
@pytest.mark.parametrize('rotate', [0, 90, 180, 270])
def test_a_scan_comes_out_as_it_was_stored(tmp_path, size_pt, rotate):
    picture = noise_picture(600, 1200)  # 300 dpi
    (found,) = pictures(tmp_path, pdf_scan(picture, size_pt, page=b'/Rotate %d ' % rotate))
    assert np.array_equal(found, np.rot90(picture, -rotate // 90))


def test_a_scan_with_text_for_the_search_behind_it(tmp_path):
    hidden = b'BT /F1 12 Tf 3 Tr 20 20 Td (text) Tj ET ' * 5
    picture = noise_picture(600, 1200)
    (found,) = pictures(tmp_path, pdf_scan(picture, (288, 144), content=hidden))
    assert np.array_equal(found, picture)


@pytest.mark.parametrize(
    ('shape', 'wanted'),
    [
        ((300, 600), (400, 800)),  # 150 dpi
        ((1200, 2400), (800, 1600)),  # 600 dpi
        ((300, 1200), (600, 1200)),  # a fax: pixels become square
    ],
)
def test_scans_of_other_resolutions(tmp_path, shape, wanted):
    (found,) = pictures(tmp_path, pdf_scan(noise_picture(*shape), (288, 144)))
    assert found.shape[:2] == wanted


def test_a_logo_does_not_set_the_resolution(tmp_path):
    data = pdf_scan(noise_picture(600, 600), (288, 144)).replace(b'288 0 0 144 0 0 cm', b' 50 0 0  50 9 9 cm')
    (found,) = pictures(tmp_path, data)
    assert found.shape[:2] == (400, 800)


def test_a_huge_sheet_is_drawn_at_fewer_dpi(tmp_path):
    (found,) = pictures(tmp_path, pdf_boxes(1, size_pt=(14400, 14400)), max_pixels=1_000_000)
    assert found.shape == (1000, 1000, 3)


def test_a_picture_that_would_be_decoded_whole_is_judged_first(tmp_path):
    data = pdf_scan(noise_picture(64, 64), (288, 144)).replace(b'/Width 64 /Height 64', b'/Width 60000 /Height 60000')
    with pytest.raises(InputRefusedError, match='60000 x 60000 px is more than 100 Mpx'):
        pictures(tmp_path, data)


@pytest.mark.parametrize(
    ('data', 'reason'),
    [
        (encrypted_pdf(), 'needs a password'),
        (pdf_boxes(2)[:-40], 'cut off'),
        (pdf_boxes(2)[:300], 'cut off'),
        (pdf_boxes(0), 'has no page'),
        (b'%PDF-1.5\n%%EOF', 'not a PDF that can be read'),
        (pdf_boxes(1, size_pt=(14400, 1)), 'too small'),
        (pdf_of([b''], page=b'/MediaBox [0 0 0 0]', size_pt=(0, 0)), ''),
    ],
    ids=['encrypted', 'end', 'middle', 'none', 'nothing', 'line', 'point'],
)
def test_a_pdf_that_cannot_be_read_is_named_in_one_line(tmp_path, data, reason):
    # An earlier error of the library must not be taken for that of this file.
    for sample in (encrypted_pdf(), data):
        if sample is data and not reason:
            assert pictures(tmp_path, data)[0].shape[:2] == (2200, 1700)  # viewers take such a page for a Letter
        else:
            with pytest.raises(InputRefusedError, match=rf'a\.pdf: .*{reason if sample is data else ""}') as caught:
                pictures(tmp_path, sample)
            assert '\n' not in str(caught.value)


def test_zeros_behind_the_end_do_no_harm(tmp_path):
    assert len(pictures(tmp_path, pdf_boxes(1) + bytes(5000))) == 1
