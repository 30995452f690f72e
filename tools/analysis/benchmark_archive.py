"""Read an archive with broken files, kill the run by SIGKILL at seeded moments, and print as a Markdown table what came of it.

The pages are copies of a few drawn ones; ten kinds of broken files, three of each, are among them. Linux alone: memory is
told by /proc.

Exit code: 0 each page has one result or one reason, 1 some have not, 2 wrong usage.
"""

import argparse
import io
import os
import random
import shutil
import sqlite3
import struct
import subprocess
import sys
import tempfile
import time
import zlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

from ecgdigi.command_line import in_one_line, positive
from ecgdigi.io.images import write_image
from ecgdigi.synthesis.drawing import draw_page, plain_style
from ecgdigi.synthesis.sources import SimulatedECG

PROGRAM = Path(__file__).parents[1] / 'digitize_archive.py'
NUM_DRAWN, NUM_OF_A_KIND, NUM_KILLS = 4, 3, 3
STYLE = plain_style(px_per_mm=150 / 25.4)
# On a busy machine a good page may take long.
PATIENT = ['--time-limit', '600']
# How often memory is looked at, s.
LOOK_S = 1.0


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


def memory_mb(pid: int) -> tuple[float, float]:
    """Resident memory of the program, and of its largest worker."""

    def of(pid: str | int) -> float:
        try:
            return int(Path(f'/proc/{pid}/statm').read_text().split()[1]) * os.sysconf('SC_PAGE_SIZE') / 1e6
        except (OSError, IndexError):  # it has ended
            return 0.0

    try:
        children = Path(f'/proc/{pid}/task/{pid}/children').read_text().split()
    except OSError:
        children = []
    return of(pid), max(map(of, children), default=0.0)


def run_archive(command: list, stop: Callable[[], bool], looks: list) -> float:
    """Run the program until it ends or is to be killed. Args: looks: gets what `memory_mb` says. Returns: s."""
    program = subprocess.Popen(list(map(str, command)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    started_s = looked_s = time.monotonic()
    while program.poll() is None:
        if stop():
            program.kill()
            program.wait()
        elif time.monotonic() - looked_s > LOOK_S:
            looked_s = time.monotonic()
            looks.append(memory_mb(program.pid))
        time.sleep(0.02)
    return time.monotonic() - started_s


def num_through(manifest: Path) -> int:
    """Pages that are read or refused."""
    if not manifest.exists():
        return 0
    with sqlite3.connect(f'file:{manifest}?mode=ro', uri=True, timeout=60) as connection:
        try:
            return connection.execute("SELECT COUNT(*) FROM pages WHERE state IN ('done', 'refused')").fetchone()[0]
        except sqlite3.OperationalError:  # it is being made
            return 0


def judge(out: Path, num: int, broken: list[str]) -> tuple[dict[str, str], bool]:
    """Cells of the table, and whether all is as it must be."""
    with sqlite3.connect(out / 'manifest.sqlite') as connection:
        rows = connection.execute('SELECT name, state, kind, reason, result FROM pages').fetchall()
    results = sorted(str(path.relative_to(out)) for path in out.glob('pages/*/*'))
    once = results == sorted(row[4] for row in rows if row[1] == 'done')
    reasons = Counter(f'{name.rpartition("_")[0]}: {reason} ({kind})' for name, _, kind, reason, _ in rows if reason)
    right = once and len(rows) == num and {row[0] for row in rows if row[1] == 'refused'} == set(broken)
    states = Counter(row[1] for row in rows)
    cells = {'pages; read; refused': f'{len(rows)}; {states["done"]}; {states["refused"]}'}
    cells['each that was read has one folder of results'] = 'yes' if once else 'NO'
    cells['half-written files left'] = str(len(list(out.glob('unfinished/*/*'))))
    cells |= {f'refused, {text}': str(count) for text, count in sorted(reasons.items())}
    return cells, right


def measure_kills(args: argparse.Namespace, folder: Path, broken: list[str]) -> bool:
    out, rng, looks = folder.with_name('out'), random.Random(args.seed), []
    command = [sys.executable, PROGRAM, folder, '--out', out, '--workers', args.workers, *PATIENT]
    moments = sorted(rng.sample(range(args.num // 10, args.num), NUM_KILLS))
    for moment in moments:
        run_archive(command, lambda: num_through(out / 'manifest.sqlite') >= moment, looks)  # noqa: B023 - ends before the next
    last: list[tuple[float, float]] = []
    run_archive(command, lambda: False, last)
    cells, right = judge(out, args.num, broken)
    print(f'| killed at | {", ".join(map(str, moments))} of {args.num} pages |')
    for name, value in cells.items():
        print(f'| {name} | {value} |')
    return right


def measure_speed(args: argparse.Namespace, folder: Path, num_workers: int) -> None:
    """Good pages alone. The first of each worker is left out: it waits for the networks to load."""
    out, looks, times_s = folder.with_name(f'out_{num_workers}'), [], []
    seen = 0

    def note() -> bool:
        nonlocal seen
        now = num_through(out / 'manifest.sqlite')
        times_s.extend([time.monotonic()] * (now - seen))
        seen = now
        return False

    command = [sys.executable, PROGRAM, folder, '--out', out, '--workers', num_workers, *PATIENT]
    run_archive(command, note, looks)
    timed = times_s[num_workers - 1 :]
    rate = (len(timed) - 1) / (timed[-1] - timed[0]) if len(timed) > 1 else float('nan')
    print(f'| pages/s, {num_workers} worker{"s" * (num_workers > 1)} | {rate:.3f} ({seen} pages) |')
    third = max(len(looks) // 3, 1)
    for name, column in (('program', 0), ('largest worker', 1)):
        parts = [np.median([look[column] for look in part]) for part in (looks[third : 2 * third], looks[2 * third :]) if part]
        print(
            f'| memory of the {name}, MB, in the second and last third of the time | {", ".join(f"{mb:.0f}" for mb in parts)} |'
        )


def measure(args: argparse.Namespace) -> int:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / 'in'
        broken = make_archive(folder, args.num, args.seed)
        print('| what | found |\n|---|---|')
        right = measure_kills(args, folder, broken)
        good = Path(temporary) / 'good'
        good.mkdir()
        for number in range(args.speed_num):
            shutil.copyfile(Path(temporary) / f'drawn/{number % NUM_DRAWN}.png', good / f'{number}.png')
        for num_workers in (1, 2):
            measure_speed(args, good, num_workers)
    return 0 if right else 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--num', type=positive, default=60, help='of files, 30 broken ones among them; default 60')
    parser.add_argument('--speed-num', type=positive, default=12, help='of good pages for the speed; default 12')
    parser.add_argument('--workers', type=positive, default=2, help='of the run that is killed; default 2')
    parser.add_argument('--seed', type=int, default=0, help='of pages and kills; default 0')
    args = parser.parse_args()
    if args.num <= 10 * NUM_OF_A_KIND:
        parser.error(f'--num must be more than {10 * NUM_OF_A_KIND}')
    return in_one_line('benchmark_archive', lambda: measure(args))


if __name__ == '__main__':
    sys.exit(main())
