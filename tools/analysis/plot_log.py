"""Plot what one or several training runs have logged, and print the last and the best values.

Exit code: 0 plotted, 2 wrong usage.
"""

import argparse
import sys
from pathlib import Path

from ecgdigi.io.train_log import read_train_log
from ecgdigi.visualization import plot_curves

KEYS = ['loss', 'lr', 'grad_norm', 'strip/height_error_mm']


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('runs', nargs='+', type=Path, help='work dirs, or .json files of their vis_data')
    parser.add_argument('--keys', nargs='+', default=KEYS, help=f'quantities; default {" ".join(KEYS)}')
    parser.add_argument('--out', type=Path, default=Path('curves.png'), help='picture to write; default curves.png')
    args = parser.parse_args()
    try:
        logs = {str(run): read_train_log(run) for run in args.runs}
        known = sorted({key for log in logs.values() for key in log})
        missing = [key for key in args.keys if key not in known]
        if args.keys != KEYS and missing:
            raise ValueError(f'{", ".join(missing)}: in no log; there are {", ".join(known)}')
        keys = [key for key in args.keys if key in known]
        if not keys:
            raise ValueError(f'none of {", ".join(KEYS)} is logged; choose by --keys from {", ".join(known)}')
        panels = {key: {run: log[key] for run, log in logs.items() if key in log} for key in keys}
        plot_curves(panels, args.out)
    except (OSError, ValueError) as error:
        print(f'plot_log: {error}', file=sys.stderr)
        return 2
    width = max(map(len, logs))
    for key, curves in panels.items():
        for run, (iterations, values) in curves.items():
            low, high = values.argmin(), values.argmax()
            print(
                f'{key:24} {run:{width}}  last {values[-1]:.6g} at {iterations[-1]}  lowest {values[low]:.6g} at '
                f'{iterations[low]}  highest {values[high]:.6g} at {iterations[high]}'
            )
    print(args.out)
    return 0


if __name__ == '__main__':
    sys.exit(main())
