"""Read PDF pages with known truth by their lines, and say how far each is from it, without any alignment.

Exit code: 0 both aims are met, 1 one is missed or an error stopped it, 2 wrong usage.
"""

import argparse
import sys
import time
from pathlib import Path

import numpy as np

from ecgdigi.command_line import in_one_line
from ecgdigi.io.csv import read_csv
from ecgdigi.io.paths import data_root
from ecgdigi.structures import LEAD_NAMES
from ecgdigi.vector import NoVectorTracesError, read_vector_page

FS_HZ = 500.0
AIM_UV, AIM_S = 10.0, 0.2
# A page's time is the shortest of so many readings.
READINGS = 3


def errors_uv(found, truth) -> dict[str, float]:
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


def measure(folder: Path) -> int:
    paths = sorted(folder.glob('*.pdf'))
    if not paths:
        raise ValueError(f'{folder}: no PDF in this folder; wanted <name>.pdf with <name>.csv beside it')
    print('| page | layout | worst lead | worst RMS, uV | mean RMS, uV | seconds |\n|---|---|---|---|---|---|')
    missed = 0
    for path in paths:
        truth, took_s = read_csv(path.with_suffix('.csv'), FS_HZ), []
        try:
            for _ in range(READINGS):
                started_s = time.process_time()
                page = read_vector_page(path, 0, fs_hz=FS_HZ)
                took_s.append(time.process_time() - started_s)
        except NoVectorTracesError as error:
            print(f'| {path.stem} | not read: {error} | | | | |')
            missed += 1
            continue
        errors = errors_uv(page.ecg.signal, truth)
        worst = max(errors, key=errors.get)
        mean_uv = sum(errors.values()) / len(errors)
        print(f'| {path.stem} | {page.ecg.layout.name} | {worst} | {errors[worst]:.3f} | {mean_uv:.3f} | {min(took_s):.3f} |')
        missed += errors[worst] > AIM_UV or min(took_s) > AIM_S
    print(f'{len(paths)} pages, {missed} miss an aim: {AIM_UV:g} uV on every lead, {AIM_S:g} s of one core')
    return int(missed > 0)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--folder', type=Path, default=data_root() / 'bench/pdf', help='default: pdf of the benchmark data')
    args = parser.parse_args()
    return in_one_line('benchmark_vector', lambda: measure(args.folder))


if __name__ == '__main__':
    sys.exit(main())
