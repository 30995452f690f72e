"""Files of an archive to be read: copies of a few drawn pages, and ten kinds of broken files among them."""

import io
import os
import struct
import zlib
from pathlib import Path

import numpy as np
from PIL import Image

from ecgdigi.io.images import write_image
from ecgdigi.synthesis.drawing import draw_page, plain_style
from ecgdigi.synthesis.sources import SimulatedECG

NUM_DRAWN, NUM_OF_A_KIND = 4, 3
STYLE = plain_style(px_per_mm=150 / 25.4)


def broken_files(rng: np.random.Generator) -> dict[str, bytes]:
    """One of each kind, by name."""
    noise = rng.integers(0, 255, (600, 800, 3), np.uint8)
    scene = Image.fromarray(rng.integers(0, 255, (6, 8, 3), np.uint8)).resize((800, 600))
    jpeg = _picture(Image.fromarray(noise), 'JPEG')
    key = b'<' + b'5a' * 32 + b'>'
    encrypted = b'/Encrypt << /Filter /Standard /V 1 /R 2 /O %s /U %s /P -4 >> /ID [<00> <00>]' % (key, key)
    return {
        'truncated.jpg': jpeg[: len(jpeg) // 2],
        'text.png': b'this is no picture\n',
        'empty.png': b'',
        'one_pixel.png': _picture(Image.fromarray(noise[:1, :1]), 'PNG'),
        'no_ecg.jpg': _picture(scene, 'JPEG'),
        'bomb.png': _bomb(20_000, 20_000),
        'encrypted.pdf': _pdf(b'<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>', encrypted),
        'no_page.pdf': _pdf(b'', b''),
        'no_picture.dcm': _dicom_without_picture(),
        'noise.png': _picture(Image.fromarray(noise), 'PNG'),
    }


def _picture(picture: Image.Image, kind: str) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind)
    return file.getvalue()


def _bomb(width: int, height: int) -> bytes:
    """A whole PNG of one colour."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack('>I', len(content)) + kind + content + struct.pack('>I', zlib.crc32(kind + content))

    packed = zlib.compress(bytes((1 + width // 8) * height), 9)
    header = struct.pack('>IIBBBBB', width, height, 1, 0, 0, 0, 0)
    return b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', header) + chunk(b'IDAT', packed) + chunk(b'IEND', b'')


def _pdf(page: bytes, trailer: bytes) -> bytes:
    kids = b'[3 0 R] /Count 1' if page else b'[] /Count 0'
    objects = [b'<< /Type /Catalog /Pages 2 0 R >>', b'<< /Type /Pages /Kids %s >>' % kids, *([page] if page else [])]
    data, places = b'%PDF-1.5\n', []
    for number, content in enumerate(objects, start=1):
        places.append(len(data))
        data += b'%d 0 obj\n%s\nendobj\n' % (number, content)
    size = len(objects) + 1
    table = b'xref\n0 %d\n0000000000 65535 f \n' % size + b''.join(b'%010d 00000 n \n' % place for place in places)
    return data + table + b'trailer << /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n' % (size, trailer, len(data))


def _dicom_without_picture() -> bytes:
    import pydicom

    dataset = pydicom.Dataset()
    dataset.file_meta = pydicom.dataset.FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = pydicom.uid.ExplicitVRLittleEndian
    dataset.SOPClassUID = dataset.file_meta.MediaStorageSOPClassUID = '1.2.840.10008.5.1.4.1.1.7'
    dataset.SOPInstanceUID = dataset.file_meta.MediaStorageSOPInstanceUID = '1.2.3'
    file = io.BytesIO()
    dataset.save_as(file, enforce_file_format=True)
    return file.getvalue()


def make_archive(folder: Path, num: int, seed: int) -> list[str]:
    """Args: num: of files, the broken ones among them. Returns: names of the broken ones."""
    rng = np.random.default_rng(seed)
    source = SimulatedECG(duration_s=10.0, fs_hz=500.0, ectopic_probability=0.0, conditions={'normal': 1.0})
    drawn = folder.with_name('drawn')
    drawn.mkdir()
    for number in range(NUM_DRAWN):
        write_image(drawn / f'{number}.png', draw_page(source(rng), STYLE).picture)
    broken = [
        (f'{kind.partition(".")[0]}_{k}.{kind.partition(".")[2]}', data)
        for kind, data in broken_files(rng).items()
        for k in range(NUM_OF_A_KIND)
    ]
    for number in range(num):
        place = folder / f'{number % 7}'
        place.mkdir(parents=True, exist_ok=True)
        if number < len(broken):
            (place / broken[number][0]).write_bytes(broken[number][1])
        else:
            os.link(drawn / f'{number % NUM_DRAWN}.png', place / f'page_{number}.png')
    return [name for name, _ in broken]
