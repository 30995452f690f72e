"""What a stranger's file, or a patient's, must not do: docs/safety.md names these tests."""

import os
import re
import resource
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from document_samples import (
    as_pil,
    dicom_file,
    encrypted_pdf,
    pdf_boxes,
    pdf_scan,
    picture_file,
    png_chunk,
    png_header,
    sample_picture,
)
from PIL import Image
from runs import run, run_well

from ecgdigi.apis import Networks, PageReader, digitize, page_reader
from ecgdigi.apis.digitize_files import digitize_files
from ecgdigi.io.documents import open_document
from ecgdigi.io.images import read_image
from ecgdigi.io.input_files import list_inputs
from ecgdigi.io.input_pages import input_pages
from ecgdigi.registry import WRITERS
from ecgdigi.synthesis.drawing import draw_page

PROGRAM = [sys.executable, 'tools/digitize.py']
# What a patient's file may hold, in the ways in which text is stored.
SECRETS = ('Secretname', 'SECRET-4711', '1931-12-24')


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == 'darwin' else 1024) / 1e6


def test_a_small_file_of_a_huge_picture_takes_neither_time_nor_memory(tmp_path):
    data = png_header(20_000, 20_000)
    assert len(data) < 50_000
    (tmp_path / 'a.png').write_bytes(data)
    before_mb, started_s = peak_mb(), time.process_time()
    for function in (read_image, open_document):
        with pytest.raises(ValueError, match=r'a\.png: .* 100 Mpx'):
            function(tmp_path / 'a.png')
    assert time.process_time() - started_s < 0.2
    assert peak_mb() - before_mb < 20


def test_a_pdf_of_a_huge_sheet_takes_a_bounded_picture(tmp_path):
    (tmp_path / 'a.pdf').write_bytes(pdf_boxes(1, size_pt=(14400, 14400)))
    before_mb = peak_mb()
    with open_document(tmp_path / 'a.pdf') as document:
        picture = document.picture(0)
    assert 39_000_000 < picture.shape[0] * picture.shape[1] <= 40_000_000
    assert peak_mb() - before_mb < 400


def test_thousands_of_pages_are_not_read_in_one_go(tmp_path):
    (tmp_path / 'a.pdf').write_bytes(pdf_boxes(5000))
    started_s = time.process_time()
    pages = list(input_pages(tmp_path / 'a.pdf'))
    assert time.process_time() - started_s < 2.0
    assert [page.error is None for page in pages] == [True] * 200 + [False]
    assert 'pages 201 to 5000 are left out' in pages[-1].error


def test_threads_read_a_pdf_as_one_after_the_other(tmp_path):
    (tmp_path / 'a.pdf').write_bytes(pdf_boxes(8, size_pt=(144, 144)))

    def read(index):
        with open_document(tmp_path / 'a.pdf') as document:
            return document.picture(index)

    with open_document(tmp_path / 'a.pdf') as shared, ThreadPoolExecutor(8) as threads:
        one_by_one = [shared.picture(index) for index in range(8)]
        for function in (read, shared.picture):
            together = list(threads.map(function, [*range(8)] * 4))
            assert all(np.array_equal(picture, one_by_one[k % 8]) for k, picture in enumerate(together))


@pytest.mark.slow
def test_bad_documents_are_named_and_the_good_one_is_read_without_a_network(tmp_path, signal, make_style):
    """All sockets are taken away: a program that opens one stops."""
    folder = tmp_path / 'in'
    folder.mkdir()
    contents = {'encrypted.pdf': encrypted_pdf(), 'cut.pdf': pdf_boxes(2)[:-30], 'none.pdf': pdf_boxes(0)}
    contents |= {'huge.png': png_header(20_000, 20_000), 'text.pdf': b'text'}
    picture = draw_page(signal, make_style(px_per_mm=8.0)).picture
    size_pt = tuple(side / 8.0 / 25.4 * 72 for side in picture.shape[1::-1])
    contents['good.pdf'] = pdf_scan(picture, size_pt)
    for name, data in contents.items():
        (folder / name).write_bytes(data)
    (tmp_path / 'site').mkdir()
    # Python imports this before any program.
    (tmp_path / 'site' / 'sitecustomize.py').write_text(
        'import socket\n'
        'def refuse(*args, **kwargs):\n'
        "    raise SystemExit('a socket was opened')\n"
        'socket.socket.__init__ = socket.create_connection = socket.getaddrinfo = refuse\n'
    )
    path = os.pathsep.join(filter(None, [str(tmp_path / 'site'), os.environ.get('PYTHONPATH')]))
    assert 'a socket was opened' in run([sys.executable, '-c', 'import socket; socket.socket()'], PYTHONPATH=path).stderr
    result = run([*PROGRAM, folder, '--out-dir', tmp_path / 'out'], fresh=True, PYTHONPATH=path)
    assert '1 read, 5 refused' in result.stdout, result.stderr
    assert 'a socket was opened' not in result.stderr
    refusals = [line for line in result.stderr.splitlines() if line.startswith('refused: ')]
    for name, reason in (
        ('encrypted', 'password'),
        ('cut', 'cut off'),
        ('none', 'no page'),
        ('huge', 'Mpx'),
        ('text', 'not a picture'),
    ):
        assert [line for line in refusals if f'{name}.p' in line and reason in line], name
    assert 'Traceback' not in result.stderr
    assert 'Warning' not in result.stderr
    assert {path.name for path in (tmp_path / 'out').iterdir()} == {'good.csv', 'good.dat', 'good.hea', 'good_overlay.png'}


def files_of_a_patient(picture):
    """The same page with a name, a number and a date in every place that a file has for text."""
    text = ' '.join(SECRETS)
    exif = Image.Exif()
    for tag in (0x010E, 0x013B, 0x9286, 0x0132):  # description, artist, comment, date
        exif[tag] = text
    png = picture_file(picture, 'PNG')
    notes = png_chunk(b'tEXt', b'Comment\0' + text.encode()) + png_chunk(b'iTXt', b'Author\0\0\0\0\0' + text.encode())
    size_pt = tuple(side / 8.0 / 25.4 * 72 for side in picture.shape[1::-1])
    info = b'/Title (%s) /Author (%s) ' % (text.encode(), text.encode())
    pdf = pdf_scan(picture, size_pt, content=b'% ' + text.encode())
    return {
        'a.jpg': picture_file(picture, 'JPEG', exif=exif, comment=text, quality=95),
        'b.png': png[:33] + notes + png[33:],
        'c.tif': picture_file(picture, 'TIFF', exif=exif),
        'd.pdf': pdf.replace(b'/Root', b'/Info << %s>> /Root' % info),
        'e.dcm': dicom_file(picture[..., ::-1].copy(), PatientBirthDate='19311224', ImageComments=text, PatientID=text * 9),
        # ...and such that are refused, whose reasons must not quote them.
        'f.jpg': picture_file(as_pil(sample_picture(40, 60)), 'JPEG', exif=exif, comment=text),
        'g.png': png[:33] + notes + png[33 : len(png) // 2],
        'h.dcm': dicom_file(None, PatientComments=text),
    }


@pytest.mark.slow
def test_no_text_of_a_file_reaches_results_or_messages(tmp_path, capfd, caplog, recwarn, monkeypatch, signal, make_style):
    picture = draw_page(signal, make_style(px_per_mm=8.0)).picture
    # Networks see pixels alone, and the same ones in all of these files: they are asked once.
    options = dict(layout='3x4+1', mm_per_s=25.0, mm_per_mv=10.0, fs_hz=500.0)
    networks = Networks(page=None, layout=None)
    reading = digitize(picture, networks.loaded.model, **options)
    monkeypatch.setattr(page_reader, 'digitize', lambda picture, model, **options: reading)
    (tmp_path / 'in').mkdir()
    for name, data in files_of_a_patient(picture).items():
        (tmp_path / 'in' / name).write_bytes(data)
        assert any(secret.encode() in data for secret in SECRETS), name
    caplog.set_level(0)
    recwarn.clear()
    paths = list_inputs([str(tmp_path / 'in')])
    results = list(digitize_files(paths, tmp_path / 'out', PageReader(networks, **options), WRITERS.known_names()))
    assert [result.path.name for result in results if result.error] == ['f.jpg', 'g.png', 'h.dcm']
    written = {path.name: path.read_bytes() for path in (tmp_path / 'out').iterdir()}
    assert len(written) >= 5 * 8
    printed = capfd.readouterr()
    written |= {'stdout': printed.out.encode(), 'stderr': printed.err.encode(), 'log': caplog.text.encode()}
    written['warnings'] = ' '.join(str(warning.message) for warning in recwarn).encode()
    written |= {f'result {k}': repr(result).encode() for k, result in enumerate(results)}
    forbidden = re.compile('|'.join((*SECRETS, '19311224', 'Anna')), re.IGNORECASE)
    for name, data in written.items():
        for encoding in ('latin-1', 'utf-16-le', 'utf-16-be'):
            assert not forbidden.search(data.decode(encoding, 'ignore')), name


@pytest.mark.slow
@pytest.mark.parametrize('kind', ['pictures', 'pdfs', 'checkpoints'])
def test_damaged_files_of_every_kind_end_in_a_picture_or_one_line(tmp_path, kind):
    program = [sys.executable, 'tools/analysis/fuzz_inputs.py', '--kind', kind, '--seconds', '4', '--out', tmp_path / 'found']
    result = run_well(program)
    assert int(re.search(r'(\d+) mutants', result.stdout)[1]) > 20
    assert ', 0 findings' in result.stdout
