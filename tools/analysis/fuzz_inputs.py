"""Damage small files of every kind at random and see whether each ends as it must: as a picture, or refused in one line.

Each runs in a process of its own, with a limit of memory and of time. What ends otherwise is written to --out with its seed.
Exit code: 0 nothing was found, 1 something was, 2 wrong usage.
"""

import argparse
import contextlib
import io
import os
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np

from ecgdigi.command_line import in_one_line, positive

# What a file may take above what the process holds when it starts, bytes, and how long, s.
MEMORY = 1_500_000_000
SECONDS = 30
STATM = Path('/proc/self/statm')
# Exit codes of a child.
PICTURE, REFUSED, FOUND = 0, 10, 11
NAMES = {PICTURE: 'read', REFUSED: 'refused'}


def pictures() -> dict[str, bytes]:
    """A small file of each kind of picture."""
    import pillow_heif
    from PIL import Image

    rng = np.random.default_rng(0)
    colours = Image.fromarray(rng.integers(0, 255, (72, 80, 3), np.uint8)).resize((160, 144))
    files = {}

    def add(name: str, picture: Image.Image, kind: str, **options) -> None:
        file = io.BytesIO()
        picture.save(file, kind, **options)
        files[name] = file.getvalue()

    exif = Image.Exif()
    exif[0x0112] = 6
    for mode in ('1', 'L', 'LA', 'P', 'RGBA', 'RGB'):
        add(f'{mode}.png', colours.convert(mode), 'PNG', exif=exif)
    for mode in ('L', 'RGB', 'CMYK'):
        add(f'{mode}.jpg', colours.convert(mode), 'JPEG', exif=exif)
    add('progressive.jpg', colours, 'JPEG', progressive=True)
    for compression in (None, 'tiff_lzw', 'tiff_adobe_deflate', 'jpeg', 'packbits'):
        more = [colours.rotate(180)]
        add(f'{compression}.tif', colours, 'TIFF', compression=compression, save_all=True, append_images=more, exif=exif)
    add('group4.tif', colours.convert('1'), 'TIFF', compression='group4')
    add('cmyk.tif', colours.convert('CMYK'), 'TIFF')
    add('lossy.webp', colours, 'WEBP', exif=exif)
    add('lossless.webp', colours.convert('RGBA'), 'WEBP', lossless=True)
    add('frames.webp', colours, 'WEBP', save_all=True, append_images=[colours.rotate(180)])
    for mode in ('1', 'P', 'RGB'):
        add(f'{mode}.bmp', colours.convert(mode), 'BMP')
    file = io.BytesIO()
    pillow_heif.from_pillow(colours).save(file, quality=50)
    return files | {'a.heic': file.getvalue()} | dicom_objects(np.asarray(colours))


def dicom_objects(pixels: np.ndarray) -> dict[str, bytes]:
    """Objects with colours as they are, and packed by each compression that pydicom has of its own."""
    import pydicom
    from pydicom.uid import ExplicitVRLittleEndian, RLELossless

    files = {}
    for name, syntax in (('plain', ExplicitVRLittleEndian), ('rle', RLELossless)):
        dataset = pydicom.Dataset()
        dataset.file_meta = pydicom.dataset.FileMetaDataset()
        dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
        dataset.SOPClassUID = dataset.file_meta.MediaStorageSOPClassUID = '1.2.840.10008.5.1.4.1.1.7'
        dataset.SOPInstanceUID = dataset.file_meta.MediaStorageSOPInstanceUID = '1.2.3'
        dataset.Rows, dataset.Columns = pixels.shape[:2]
        dataset.SamplesPerPixel, dataset.PhotometricInterpretation, dataset.PlanarConfiguration = 3, 'RGB', 0
        dataset.BitsAllocated = dataset.BitsStored = 8
        dataset.HighBit, dataset.PixelRepresentation = 7, 0
        dataset.PixelData = pixels.tobytes()
        if syntax == RLELossless:
            dataset.compress(RLELossless)
        file = io.BytesIO()
        dataset.save_as(file, enforce_file_format=True)
        files[f'{name}.dcm'] = file.getvalue()
    return files


def pdfs() -> dict[str, bytes]:
    """Pages of lines and text, of a scan, and of several pages."""
    from PIL import Image

    scan = Image.fromarray(np.random.default_rng(0).integers(0, 255, (100, 140), np.uint8))
    drawing = b'0.1 w 10 10 m 50 90 l 90 20 l S q 1 0 0 RG 0 0 80 80 re W n 20 20 50 50 re f Q BT /F1 12 Tf 9 9 Td (II aVR) Tj ET'
    font = b'<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>'
    page = b'<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>'
    objects = [b'<< /Type /Catalog /Pages 2 0 R >>', b'<< /Type /Pages /Kids [3 0 R] /Count 1 >>', page]
    objects += [b'<< /Length %d >>\nstream\n%s\nendstream' % (len(drawing), drawing), font]
    text = b'%PDF-1.4\n' + b''.join(b'%d 0 obj\n%s\nendobj\n' % pair for pair in enumerate(objects, 1))
    files = {'drawing.pdf': text + b'trailer << /Size 6 /Root 1 0 R >>\nstartxref\n0\n%%EOF\n'}
    for name, mode in (('grey', 'L'), ('colours', 'RGB'), ('lines', '1')):
        file = io.BytesIO()
        scan.convert(mode).save(file, 'PDF', resolution=100, save_all=True, append_images=[scan.rotate(90)])
        files[f'{name}.pdf'] = file.getvalue()
    return files


def checkpoints() -> dict[str, bytes]:
    """Published weights, as they are and as a checkpoint."""
    import torch

    from ecgdigi.weights import find_weights, read_weights_file

    path = find_weights('tracenet_small')
    content = read_weights_file(path)
    file = io.BytesIO()
    torch.save(dict(state_dict=content.state_dict, meta=content.meta), file)
    return {'small.safetensors': path.read_bytes(), 'small.pth': file.getvalue()}


def read_pages(path: Path) -> None:
    """What `tools/digitize.py` does before it looks at a picture; of many pages the first ones."""
    from ecgdigi.geometry.errors import PageRefusedError
    from ecgdigi.io.documents import open_document
    from ecgdigi.io.limits import InputRefusedError
    from ecgdigi.vector import read_vector_page

    with open_document(path) as document:
        problem = None
        for index in range(min(document.num_pages, 3)):
            if document.pdf_data:
                with contextlib.suppress(PageRefusedError, InputRefusedError):
                    read_vector_page(document.pdf_data, index, fs_hz=500.0)
            try:
                picture = document.picture(index)
            except (ValueError, OSError) as error:
                problem = error
                continue
            if picture.dtype != np.uint8 or picture.ndim != 3 or picture.shape[2] != 3:
                raise TypeError(f'a picture of shape {picture.shape}, {picture.dtype}')
        if problem:
            raise problem


def read_checkpoint(path: Path) -> None:
    from ecgdigi.apis import load_tracenet

    # A checkpoint is a zip file; the ending tells the reader which of both it is.
    is_zip = path.read_bytes().startswith(b'PK')
    named = path.with_suffix('.pth' if is_zip else '.safetensors')
    shutil.copyfile(path, named)
    load_tracenet(named)


KINDS: dict[str, tuple[Callable, Callable]] = {
    'pictures': (pictures, read_pages),
    'pdfs': (pdfs, read_pages),
    'checkpoints': (checkpoints, read_checkpoint),
}


def mutant(samples: list[bytes], rng: np.random.Generator) -> bytes:
    """A damaged copy of one of the samples."""
    data = bytearray(samples[rng.integers(len(samples))])
    for _ in range(rng.integers(1, 5)):
        # Headers are where a byte tells most.
        end = len(data) if rng.random() < 0.5 else min(len(data), 400)
        place = int(rng.integers(max(end, 1)))
        what = rng.integers(7)
        if what == 0:
            data[place : place + 1] = bytes([data[place] ^ 1 << rng.integers(8)]) if data else b''
        elif what == 1:  # a number of a header
            size = int(rng.choice([1, 2, 4]))
            data[place : place + size] = int(rng.choice([0, 1, 2 ** (8 * size) - 1, 2 ** (8 * size - 1)])).to_bytes(size, 'big')
        elif what == 2:
            data[place : place + 4] = rng.bytes(4)
        elif what == 3 and rng.random() < 0.3:
            del data[place:]
        elif what == 4:
            del data[place : place + int(rng.integers(1, 40))]
        elif what == 5:
            start = int(rng.integers(max(len(data), 1)))
            data[place:place] = data[start : start + int(rng.integers(1, 200))]
        elif what == 6:
            other = samples[rng.integers(len(samples))]
            start = int(rng.integers(len(other)))
            data[place : place + 64] = other[start : start + int(rng.integers(1, 64))]
    return bytes(data)


def run_child(read: Callable[[Path], None], path: Path, report: Path) -> int:
    """Read a file in a forked process. Returns: its exit code, or minus the signal that ended it."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    code = FOUND
    try:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        if STATM.exists():  # elsewhere than on Linux such a limit is not kept
            held = int(STATM.read_text().split()[0]) * os.sysconf('SC_PAGE_SIZE')
            resource.setrlimit(resource.RLIMIT_AS, (held + MEMORY, held + MEMORY))
        signal.alarm(SECONDS)
        read(path)
        code = PICTURE
    except (ValueError, OSError) as error:
        code = REFUSED if '\n' not in str(error) else FOUND
        report.write_text(f'{type(error).__name__}: {error}')
    except BaseException as error:
        report.write_text(f'{type(error).__name__}: {error}')
    finally:
        os._exit(code)


def fuzz(args: argparse.Namespace) -> int:
    make, read = KINDS[args.kind]
    samples = list(make().values())
    outcomes: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        path, report = Path(folder) / 'mutant', Path(folder) / 'report'
        for data in samples:  # imports all that is needed, once; and samples must be good
            path.write_bytes(data)
            read(path)
        end_s, seed, findings = time.monotonic() + args.seconds, args.seed, 0
        while time.monotonic() < end_s:
            path.write_bytes(mutant(samples, np.random.default_rng(seed)))
            code = run_child(read, path, report)
            outcomes[NAMES.get(code, 'found')] += 1
            if code not in NAMES:
                findings += 1
                args.out.mkdir(parents=True, exist_ok=True)
                (args.out / f'{args.kind}_{seed}').write_bytes(path.read_bytes())
                why = report.read_text() if code == FOUND and report.exists() else f'ended by {signal.Signals(-code).name}'
                print(f'seed {seed}: {why}', flush=True)
            report.unlink(missing_ok=True)
            seed += 1
    print(f'{outcomes.total()} mutants: {outcomes["read"]} read, {outcomes["refused"]} refused, {findings} findings')
    return 1 if findings else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--kind', choices=list(KINDS), required=True)
    parser.add_argument('--seconds', type=positive, default=60, help='how long; default 60')
    parser.add_argument('--seed', type=int, default=0, help='of the first mutant; each has one more than that before it')
    parser.add_argument('--out', type=Path, default=Path('fuzz_findings'), help='where findings go; default fuzz_findings')
    args = parser.parse_args()
    return in_one_line('fuzz_inputs', lambda: fuzz(args))


if __name__ == '__main__':
    sys.exit(main())
