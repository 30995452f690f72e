import numpy as np
import pytest
from document_samples import as_pil, dicom_file, document, pdf_boxes, pictures, sample_picture

from ecgdigi.io.limits import InputRefusedError

pytest.importorskip('pydicom')

SAMPLE = sample_picture()
GREY = np.asarray(as_pil(SAMPLE).convert('L'))


def grey(picture):
    assert (picture == picture[..., :1]).all()
    return picture[..., 0]


@pytest.mark.parametrize(
    ('values', 'photometric', 'wanted'),
    [(GREY, 'MONOCHROME2', GREY), (GREY, 'MONOCHROME1', 255 - GREY), (GREY.astype(np.uint16) << 4, 'MONOCHROME2', None)],
)
def test_grey_dicom(tmp_path, values, photometric, wanted):
    kind, (found,) = pictures(tmp_path, dicom_file(values, photometric))
    assert kind == 'dicom'
    if wanted is None:  # spread from black to white
        low, high = int(GREY.min()), int(GREY.max())
        wanted = np.round((GREY.astype(float) - low) * 255 / (high - low)).astype(np.uint8)
    assert np.array_equal(grey(found), wanted)


def test_the_window_of_a_dicom_object_is_kept(tmp_path):
    values = np.tile(np.arange(0, 4096, 32, dtype=np.uint16), (80, 1))
    _, (found,) = pictures(tmp_path, dicom_file(values, 'MONOCHROME2', WindowCenter=1024, WindowWidth=512))
    row = grey(found)[0]
    assert (row[values[0] < 768] == 0).all()
    assert (row[values[0] > 1280] == 255).all()
    assert abs(int(row[32]) - 128) <= 2  # at 1024


def test_frames_and_colours_of_dicom(tmp_path):
    _, found = pictures(tmp_path, dicom_file(np.stack([GREY, GREY[::-1], GREY]), 'MONOCHROME2'))
    assert [np.array_equal(grey(picture), wanted) for picture, wanted in zip(found, [GREY, GREY[::-1], GREY], strict=True)]
    _, (colours,) = pictures(tmp_path, dicom_file(SAMPLE[..., ::-1].copy()))
    assert np.array_equal(colours, SAMPLE)


def test_a_pdf_in_a_dicom_object(tmp_path):
    pdf = dict(EncapsulatedDocument=pdf_boxes(2), MIMETypeOfEncapsulatedDocument='application/pdf')
    kind, found = pictures(tmp_path, dicom_file(None, **pdf))
    assert kind == 'dicom'
    _, plain = pictures(tmp_path, pdf_boxes(2))
    assert np.array_equal(found, plain)


@pytest.mark.parametrize(
    ('elements', 'reason'),
    [
        (dict(WaveformSequence=[]), 'holds signals'),
        ({}, 'neither a picture nor a PDF'),
        (dict(EncapsulatedDocument=b'x', MIMETypeOfEncapsulatedDocument='text/xml'), 'a document that is no PDF'),
        (dict(syntax='1.2.840.10008.1.2.1.99'), 'deflated'),
    ],
)
def test_dicom_without_a_picture_is_named(tmp_path, elements, reason):
    with pytest.raises(InputRefusedError, match=rf'page\.bin: .*{reason}') as caught:
        document(tmp_path, dicom_file(None, **elements))
    assert 'Secretname' not in str(caught.value)
