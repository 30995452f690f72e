"""Read PDF pages with known truth by their lines, and say how far each is from it, without any alignment.

With --pixels the same pages are drawn and read by networks, too.

Exit code: 0 both aims of the lines are met, 1 one is missed or an error stopped it, 2 wrong usage.
"""

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from ecgdigi.apis import Networks, PageReader
from ecgdigi.command_line import in_one_line
from ecgdigi.geometry.errors import PageRefusedError
from ecgdigi.io.csv import read_csv
from ecgdigi.io.input_pages import input_pages
from ecgdigi.io.paths import data_root
from ecgdigi.structures import LEAD_NAMES, DigitizedECG, ECGSignal
from ecgdigi.vector import read_vector_page

FS_HZ = 500.0
AIM_UV, AIM_S = 10.0, 0.2
# A page's time is the shortest of so many readings.
READINGS = 3
COLUMNS = ('layout', 'worst lead', 'worst RMS, uV', 'mean RMS, uV', 'seconds')


def errors_uv(found: ECGSignal, truth: ECGSignal) -> dict[str, float]:
    """RMS difference of each lead of the truth, uV; infinite where less than 99 % of it was read."""
    errors = {}
    for lead in LEAD_NAMES:
        wanted_mv = truth.lead(lead)
        read_mv = np.full(len(wanted_mv), np.nan)
        shared = min(len(read_mv), found.signal_mv.shape[1])
        read_mv[:shared] = found.lead(lead)[:shared]
        printed, both = np.isfinite(wanted_mv), np.isfinite(wanted_mv) & np.isfinite(read_mv)
        if printed.any():
            enough = both.sum() >= 0.99 * printed.sum()
            errors[lead] = 1000 * float(np.sqrt(np.mean((read_mv - wanted_mv)[both] ** 2))) if enough else np.inf
    return errors


def read_by_lines(path: Path) -> tuple[DigitizedECG, float]:
    """Returns: the page; the shortest of its readings, s."""
    took_s = []
    for _ in range(READINGS):
        started_s = time.process_time()
        ecg = read_vector_page(path, 0, fs_hz=FS_HZ).ecg
        took_s.append(time.process_time() - started_s)
    return ecg, min(took_s)


def read_by_pixels(path: Path, reader: PageReader) -> tuple[DigitizedECG, float]:
    """The same of the page's picture, which is drawn and read once."""
    started_s = time.process_time()
    (ecg,) = (reader(page).ecg for page in input_pages(path, '1'))
    return ecg, time.process_time() - started_s


def judged(read: Callable[[], tuple[DigitizedECG, float]], truth: ECGSignal) -> tuple[list[str], bool]:
    """Cells of the table, and whether both aims are met."""
    try:
        ecg, took_s = read()
    except PageRefusedError as error:
        return [f'not read: {error}', *[''] * (len(COLUMNS) - 1)], False
    errors = errors_uv(ecg.signal, truth)
    worst = max(errors, key=errors.get)
    mean_uv = sum(errors.values()) / len(errors)
    cells = [ecg.layout.name, worst, f'{errors[worst]:.3f}', f'{mean_uv:.3f}', f'{took_s:.3f}']
    return cells, errors[worst] <= AIM_UV and took_s <= AIM_S


def measure(folder: Path, with_pixels: bool) -> int:
    paths = sorted(folder.glob('*.pdf'))
    if not paths:
        raise ValueError(f'{folder}: no PDF in this folder; wanted <name>.pdf with <name>.csv beside it')
    networks = Networks()
    reader = PageReader(networks, route='pixels', fs_hz=FS_HZ) if with_pixels else None
    if reader:
        _ = networks.loaded  # now, so that this does not count for the first page
    columns = ['page', *COLUMNS, *(f'{name}, pixels' for name in COLUMNS if reader)]
    print(f'| {" | ".join(columns)} |\n|{"---|" * len(columns)}')
    missed = 0
    for path in paths:
        truth = read_csv(path.with_suffix('.csv'), FS_HZ)
        cells, is_good = judged(lambda path=path: read_by_lines(path), truth)
        missed += not is_good
        if reader:
            cells += judged(lambda path=path: read_by_pixels(path, reader), truth)[0]
        print(f'| {" | ".join([path.stem, *cells])} |', flush=True)
    print(f'{len(paths)} pages, {missed} miss an aim by lines: {AIM_UV:g} uV on every lead, {AIM_S:g} s of one core')
    return int(missed > 0)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--folder', type=Path, default=data_root() / 'bench/pdf', help='default: pdf of the benchmark data')
    parser.add_argument('--pixels', action='store_true', help='read the pages by networks, too')
    args = parser.parse_args()
    return in_one_line('benchmark_vector', lambda: measure(args.folder, args.pixels))


if __name__ == '__main__':
    sys.exit(main())
