"""Small files of every kind that holds pages, drawn and put together here."""

import io
import struct
import zlib

import numpy as np
from PIL import Image

from ecgdigi.io.documents import open_document
from ecgdigi.io.limits import Limits


def sample_picture(height: int = 120, width: int = 160) -> np.ndarray:
    """(H, W, 3) uint8, BGR: every corner has a colour of its own, so that a turned or mirrored picture is told."""
    picture = np.full((height, width, 3), 255, np.uint8)
    half = height // 2, width // 2
    picture[: half[0], : half[1]] = (0, 0, 200)
    picture[: half[0], half[1] :] = (0, 200, 0)
    picture[half[0] :, : half[1]] = (200, 0, 0)
    return picture


def noise_picture(height: int, width: int) -> np.ndarray:
    """(H, W, 3) uint8: no pixel is like its neighbour, so that any resampling is told."""
    return np.random.default_rng(5).integers(0, 255, (height, width, 3), np.uint8)


def as_pil(picture: np.ndarray) -> Image.Image:
    return Image.fromarray(np.ascontiguousarray(picture[..., ::-1]))


def picture_file(picture: np.ndarray | Image.Image, fmt: str, **options) -> bytes:
    file = io.BytesIO()
    (as_pil(picture) if isinstance(picture, np.ndarray) else picture).save(file, fmt, **options)
    return file.getvalue()


def tiff_stack(pictures: list[np.ndarray], **options) -> bytes:
    first, *rest = map(as_pil, pictures)
    return picture_file(first, 'TIFF', save_all=True, append_images=rest, **options)


def png_header(width: int, height: int) -> bytes:
    """A whole PNG of one colour, of the size it says, in as few bytes as that takes."""
    row = zlib.compressobj(9)
    chunks = [row.compress(bytes(1 + -(-width // 8))) for _ in range(height)] + [row.flush()]
    parts = [(b'IHDR', struct.pack('>IIBBBBB', width, height, 1, 0, 0, 0, 0)), (b'IDAT', b''.join(chunks)), (b'IEND', b'')]
    return b'\x89PNG\r\n\x1a\n' + b''.join(png_chunk(*part) for part in parts)


def png_chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack('>I', len(content)) + kind + content + struct.pack('>I', zlib.crc32(kind + content))


def pdf_file(objects: list[bytes], trailer: bytes = b'') -> bytes:
    """Put a PDF together: object 1 is the catalogue."""
    data, places = b'%PDF-1.5\n', []
    for number, content in enumerate(objects, start=1):
        places.append(len(data))
        data += b'%d 0 obj\n%s\nendobj\n' % (number, content)
    table = b''.join(b'%010d 00000 n \n' % place for place in places)
    size = len(objects) + 1
    end = b'trailer << /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n' % (size, trailer, len(data))
    return data + b'xref\n0 %d\n0000000000 65535 f \n' % size + table + end


def pdf_of(contents: list[bytes], size_pt=(595, 842), page: bytes = b'', more: list[bytes] = (), trailer: bytes = b'') -> bytes:
    """A PDF with a page for each content stream. Args: page: more entries of every page; more: objects from number 3 on."""
    first = 3 + len(more)
    kids = b' '.join(b'%d 0 R' % (first + 2 * k) for k in range(len(contents)))
    objects = [b'<< /Type /Catalog /Pages 2 0 R >>', b'<< /Type /Pages /Kids [%s] /Count %d >>' % (kids, len(contents)), *more]
    for k, content in enumerate(contents):
        box = b'<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %g %g] /Contents %d 0 R %s >>'
        objects.append(box % (*size_pt, first + 2 * k + 1, page))
        objects.append(b'<< /Length %d >>\nstream\n%s\nendstream' % (len(content), content))
    return pdf_file(objects, trailer)


def pdf_scan(picture: np.ndarray, size_pt=(595, 842), page: bytes = b'', content: bytes = b'') -> bytes:
    """A page that is one picture, stored without loss."""
    pixels = zlib.compress(np.ascontiguousarray(picture[..., ::-1]).tobytes(), 1)
    head = b'<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceRGB /BitsPerComponent 8'
    head = head % picture.shape[1::-1] + b' /Filter /FlateDecode /Length %d >>' % len(pixels)
    draw = b'q %g 0 0 %g 0 0 cm /Im0 Do Q ' % size_pt + content
    resources = b'/Resources << /XObject << /Im0 3 0 R >> >> '
    return pdf_of([draw], size_pt, resources + page, [head + b'\nstream\n' + pixels + b'\nendstream'])


def pdf_boxes(num_pages: int = 1, size_pt=(595, 842), page: bytes = b'', trailer: bytes = b'', more: list[bytes] = ()) -> bytes:
    """Pages of vector drawings: page k has a black box in its lower left quarter, k points wide."""
    contents = [b'0 0 0 rg 0 0 %g %g re f' % (100 + 50 * k, size_pt[1] / 2) for k in range(num_pages)]
    return pdf_of(contents, size_pt, page, more, trailer)


def encrypted_pdf() -> bytes:
    """One that no password opens, the empty one least of all."""
    key = b'<' + b'5a' * 32 + b'>'
    rule = b'<< /Filter /Standard /V 1 /R 2 /O %s /U %s /P -4 >>' % (key, key)
    return pdf_boxes(more=[rule], trailer=b'/Encrypt 3 0 R /ID [<00> <00>]')


def dicom_file(values: np.ndarray | None, photometric: str = 'RGB', syntax: str = '1.2.840.10008.1.2.1', **elements) -> bytes:
    """A DICOM object of one patient, with frames: (H, W), (H, W, 3) or (N, H, W); None: without pixels."""
    import pydicom

    dataset = pydicom.Dataset()
    dataset.file_meta = pydicom.dataset.FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = syntax
    dataset.SOPClassUID = dataset.file_meta.MediaStorageSOPClassUID = '1.2.840.10008.5.1.4.1.1.7'
    dataset.SOPInstanceUID = dataset.file_meta.MediaStorageSOPInstanceUID = '1.2.3.4'
    dataset.PatientName, dataset.PatientID = 'Secretname^Anna', 'SECRET-4711'
    if values is not None:
        frames = 1 if photometric == 'RGB' or values.ndim == 2 else len(values)
        dataset.Rows, dataset.Columns = values.shape[-3:-1] if photometric == 'RGB' else values.shape[-2:]
        dataset.SamplesPerPixel = 3 if photometric == 'RGB' else 1
        dataset.PhotometricInterpretation, dataset.PlanarConfiguration = photometric, 0
        dataset.BitsAllocated = dataset.BitsStored = 8 * values.dtype.itemsize
        dataset.HighBit, dataset.PixelRepresentation, dataset.NumberOfFrames = dataset.BitsStored - 1, 0, frames
        dataset.PixelData = values.tobytes()
    for name, value in elements.items():
        setattr(dataset, name, value)
    file = io.BytesIO()
    dataset.save_as(file, enforce_file_format=True)
    return file.getvalue()


def document(tmp_path, data, **limits):
    """Content of a file, opened."""
    (tmp_path / 'page.bin').write_bytes(data)
    return open_document(tmp_path / 'page.bin', Limits(**limits))


def pictures(tmp_path, data):
    """Kind of a file, and its pages."""
    with document(tmp_path, data) as opened:
        return opened.kind, [opened.picture(index) for index in range(opened.num_pages)]
