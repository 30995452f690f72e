import sys

import numpy as np
import pytest
from document_samples import as_pil, document, pdf_boxes, picture_file, pictures, sample_picture, tiff_stack

from ecgdigi.io.documents import open_document
from ecgdigi.io.limits import InputRefusedError

SAMPLE = sample_picture()


@pytest.mark.parametrize('fmt', ['PNG', 'BMP'])
def test_a_picture_is_one_page(tmp_path, fmt):
    kind, found = pictures(tmp_path, picture_file(SAMPLE, fmt))
    assert kind == 'picture'
    assert np.array_equal(found, [SAMPLE])


@pytest.mark.parametrize('options', [{}, dict(compression='tiff_lzw'), dict(compression='tiff_adobe_deflate')])
def test_each_frame_of_a_tiff_is_a_page(tmp_path, options):
    kind, found = pictures(tmp_path, tiff_stack([SAMPLE, SAMPLE[::-1], SAMPLE[:100]], **options))
    assert kind == 'tiff'
    assert all(np.array_equal(*pair) for pair in zip(found, [SAMPLE, SAMPLE[::-1], SAMPLE[:100]], strict=True))


def test_a_small_frame_is_refused_alone(tmp_path):
    with document(tmp_path, tiff_stack([SAMPLE, SAMPLE[:10], SAMPLE])) as stack:
        with pytest.raises(InputRefusedError, match=r'page\.bin: page 2: 160 x 10 px is too small'):
            stack.picture(1)
        assert np.array_equal(stack.picture(2), SAMPLE)


def test_a_frame_beyond_the_limit_is_refused_alone(tmp_path):
    with document(tmp_path, tiff_stack([SAMPLE[:64], SAMPLE]), max_pixels=64 * 160) as stack:
        with pytest.raises(InputRefusedError, match=r'page 2: 160 x 120 px is more than 0\.01024 Mpx'):
            stack.picture(1)
        assert np.array_equal(stack.picture(0), SAMPLE[:64])


def heic(**options):
    pillow_heif = pytest.importorskip('pillow_heif')
    import io

    file = io.BytesIO()
    pillow_heif.from_pillow(as_pil(SAMPLE)).save(file, quality=100, **options)
    return file.getvalue()


def test_heic(tmp_path):
    kind, (found,) = pictures(tmp_path, heic())
    assert kind == 'picture'
    assert np.abs(found[20::40, 20::40].astype(int) - SAMPLE[20::40, 20::40]).max() <= 3


def test_heic_is_turned_as_its_camera_says(tmp_path):
    from PIL import Image

    exif = Image.Exif()
    exif[0x0112] = 6
    _, (found,) = pictures(tmp_path, heic(exif=exif.tobytes()))
    assert np.abs(found[20::40, 20::40].astype(int) - np.rot90(SAMPLE, -1)[20::40, 20::40]).max() <= 3


@pytest.mark.parametrize('library', ['pillow_heif', 'pydicom'])
def test_what_to_install_is_said_in_one_line(tmp_path, monkeypatch, library):
    data, extra = (heic(), 'heic') if library == 'pillow_heif' else (bytes(128) + b'DICM' + bytes(100), 'dicom')
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(ImportError, match=rf"pip install 'ecgdigi\[{extra}\]'"):
        document(tmp_path, data)


def test_content_tells_the_kind_and_not_the_name(tmp_path):
    (tmp_path / 'a.png').write_bytes(pdf_boxes(3))
    with open_document(tmp_path / 'a.png') as opened:
        assert (opened.kind, opened.num_pages) == ('pdf', 3)
    (tmp_path / 'b.pdf').write_bytes(b'BM is how this text begins\n' * 9)
    for content, reason in ((b'just text', 'not a picture or document'), (b'BM, a text\n' * 9, 'damaged'), (b'', 'is empty')):
        (tmp_path / 'c.png').write_bytes(content)
        with pytest.raises(InputRefusedError, match=rf'c\.png: .*{reason}'):
            open_document(tmp_path / 'c.png')


def test_too_many_bytes_are_refused_before_they_are_read(tmp_path):
    with (tmp_path / 'a.tif').open('wb') as file:
        file.truncate(3_000_000_000)  # takes no room on the disk
    with pytest.raises(InputRefusedError, match=r'a\.tif: 3000 MB is more than 500 MB'):
        open_document(tmp_path / 'a.tif')


def test_folders_and_absent_files(tmp_path):
    with pytest.raises(FileNotFoundError, match='nothing'):
        open_document(tmp_path / 'nothing')
    with pytest.raises(InputRefusedError, match='not a file'):
        open_document(tmp_path)
