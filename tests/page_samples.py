"""Tiny data sets in the exact layouts of the field's sets, with values that can be told apart."""

import json
from pathlib import Path

import numpy as np

from ecgdigi.io.csv import write_csv
from ecgdigi.io.images import write_image
from ecgdigi.io.wfdb import write_wfdb
from ecgdigi.structures import LAYOUTS, LEAD_NAMES, ECGSignal, printed_signal

FS_HZ = 100
# The kit draws from the bottom row up, each row from the left; the groups share a column of a page with four columns.
KIT_ORDER = ('III', 'aVF', 'V3', 'V6', 'II', 'aVL', 'V2', 'V5', 'I', 'aVR', 'V1', 'V4')
KIT_COLUMNS = ({'I', 'II', 'III'}, {'aVR', 'aVL', 'aVF'}, {'V1', 'V2', 'V3'}, {'V4', 'V5', 'V6'})
INK_PX = (33, 21)  # (x, y) of the one black pixel of a picture


def sample_signal(duration_s: float = 10.0, fs_hz: float = FS_HZ) -> ECGSignal:
    """Every lead and every second has a value of its own, in whole uV."""
    t = np.arange(round(duration_s * fs_hz)) / fs_hz
    return ECGSignal(np.round(np.arange(12)[:, None] / 4 + 0.05 * t, 3), fs_hz, LEAD_NAMES)


def printed_sample(fs_hz: float = FS_HZ) -> ECGSignal:
    return printed_signal(sample_signal(fs_hz=fs_hz), LAYOUTS['3x4+1'], duration_s=10.0)


def write_picture(path: Path, ink_px: tuple[int, int] = INK_PX) -> Path:
    picture = np.full((80, 120, 3), 255, np.uint8)
    picture[ink_px[1], ink_px[0]] = 0
    write_image(path, picture)
    return path


def make_folder(root: Path) -> Path:
    """Two pages with a truth, one without."""
    root.mkdir()
    for name in 'abc':
        write_picture(root / f'{name}.png')
    for name in 'ab':
        write_csv(root / f'{name}.csv', printed_sample())
    (root / 'index.csv').write_text(
        'id,file,fs,n_samples,layout,speed_mm_s,gain_mm_mV,kind,note\n'
        'a,a.png,100,1000,3x4+1,25,10,render,"one, two"\nb,b.png,100,1000,3x4+1,50,5,,\nc,c.png,,,,,,,\n'
    )
    return root


def kit_content(*, page: int = 0, columns: int = 4, rhythm: tuple[str, ...] = ('II',), **more) -> dict:
    """What the kit writes with --store_config 1, --lead_bbox, --lead_name_bbox and --store_plotted_pixels."""
    first, length = page * 10 * FS_HZ, 10 * FS_HZ // columns
    spans = [(name, first, first + 10 * FS_HZ) for name in rhythm]
    for name in KIT_ORDER:
        column = next(k for k, names in enumerate(KIT_COLUMNS) if name in names) if columns == 4 else 0
        spans.append((name, first + column * length, first + (column + 1) * length))
    leads = [
        dict(
            text_bounding_box={'0': [8, 2], '1': [8, 6], '2': [12, 6], '3': [12, 2]},
            lead_name=name,
            lead_bounding_box={'0': [20, 30], '1': [20, 50], '2': [28, 50], '3': [28, 30]},
            start_sample=start,
            end_sample=stop,
            plotted_pixels=[[INK_PX[1] + 0.5, INK_PX[0] + 0.5]] * (stop - start),
        )
        for name, start, stop in spans
    ]
    scale = dict(width=120, height=80, x_grid=5.0, y_grid=5.0, resolution=10, pad_inches=0)
    return dict(sampling_frequency=float(FS_HZ), **scale, leads=leads, **more)


def make_kit(root: Path, *, duration_s: float = 10.0, pages: int = 1, name: str = '00001_hr', **content) -> Path:
    """One record with its pages."""
    root.mkdir(parents=True, exist_ok=True)
    write_wfdb(root / name, sample_signal(duration_s))
    header = root / f'{name}.hea'
    header.write_text(header.read_text().replace('aVR', 'AVR').replace(' V1', ' v1'))
    for page in range(pages):
        write_picture(root / f'{name}-{page}.png')
        (root / f'{name}-{page}.json').write_text(json.dumps(kit_content(page=page, **content)))
    return root


def make_challenge(root: Path) -> Path:
    """Two records in folders of their own, one with two pictures in the newer and one with one in the older spelling."""
    for folder, name, line in (
        ('00000', '00001_hr', '# Image: 00001_hr-0.png, scan.png'),
        ('01000', '01002_hr', '#Image: 01002_hr-0.png'),
    ):
        (root / folder).mkdir(parents=True)
        write_wfdb(root / folder / name, sample_signal())
        with (root / folder / f'{name}.hea').open('a') as file:
            file.write(f'# Age: 50\n{line}\n')
        for picture in line.split(':')[1].split(','):
            write_picture(root / folder / picture.strip())
    return root


def make_kaggle(root: Path, numbers=('0001', '0003', '0004', '0005', '0006', '0009', '0010', '0011', '0012')) -> Path:
    """Two training records and one test picture."""
    for name, fs_hz in (('62', 100), ('1006427285', 128)):
        folder = root / 'train' / name
        folder.mkdir(parents=True)
        write_csv(folder / f'{name}.csv', printed_sample(fs_hz))
        for number in numbers:
            write_picture(folder / f'{name}-{number}.png')
    (root / 'train.csv').write_text('id,fs,sig_len\n62,100,1000\n1006427285,128,1280\n')
    (root / 'test').mkdir()
    write_picture(root / 'test' / '77.png')
    rows = [f'77,{lead},100,{1000 if lead == "II" else 250}\n' for lead in LEAD_NAMES]
    (root / 'test.csv').write_text('id,lead,fs,number_of_rows\n' + ''.join(rows))
    return root
