"""Look through a data set of page pictures: count what is there, name what is bad, and write it as a plain folder if wished.

    check_pages.py kaggle ROOT --kinds render 'colour scan' --to-folder OUT

Exit code: 0 all is well, 1 there are problems, 2 wrong usage.
"""

import argparse
import logging
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from mmengine.logging import MMLogger

from ecgdigi.datasets import KAGGLE_KINDS, Challenge2024Pages, KagglePages, KitPages, PageFolder, PageRecords
from ecgdigi.io.atomic import refuse_filled_folder
from ecgdigi.io.page_folder import write_page_folder
from ecgdigi.structures import LAYOUTS, LEAD_NAMES, PageRecord


def parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument('root', metavar='ROOT', help='folder of the data set')
    common.add_argument('--to-folder', type=Path, metavar='OUT', help='write the pages without a problem as a plain folder')
    sets = parser.add_subparsers(dest='data_set', required=True, metavar='{folder,kit,challenge2024,kaggle}')
    sets.add_parser('folder', parents=[common], help='plain folder: index.csv, pictures, <id>.csv').set_defaults(make=PageFolder)
    sets.add_parser('kit', parents=[common], help='what ECG-Image-Kit draws').set_defaults(make=KitPages)
    challenge = sets.add_parser('challenge2024', parents=[common], help='PhysioNet Challenge 2024')
    challenge.set_defaults(make=Challenge2024Pages)
    layouts = f'of pages without JSON: {", ".join(LAYOUTS)} or none; default 3x4+1'
    challenge.add_argument('--layout', default='3x4+1', help=layouts)
    kaggle = sets.add_parser('kaggle', parents=[common], help="Kaggle's digitization of ECG images, 2025")
    kaggle.set_defaults(make=KagglePages)
    kaggle.add_argument('--split', choices=['train', 'test'], default='train', help='default train')
    kaggle.add_argument('--kinds', nargs='+', metavar='KIND', help=f'some of: {", ".join(KAGGLE_KINDS.values())}; default all')
    return parser.parse_args()


def open_pages(args: argparse.Namespace) -> PageRecords:
    own = {name: value for name, value in vars(args).items() if name in ('layout', 'split', 'kinds')}
    if own.get('layout') == 'none':
        own['layout'] = None
    return args.make(args.root, on_error='skip', **own)


class Counts:
    """Counts what it is shown. Attributes: problems: (record id, reason) of each page whose record could not be made."""

    def __init__(self):
        self.records, self.problems = set(), []
        self.kinds, self.layouts, self.rates, self.shares = Counter(), Counter(), Counter(), []

    def good_pages(self, pages: PageRecords) -> Iterator[PageRecord]:
        """Every record that can be made, counted."""
        for index, page in enumerate(pages.pages):
            try:
                record = pages[index]
            except (OSError, ValueError) as error:
                self.problems.append((page.record_id, str(error)))
                continue
            self.add(record)
            yield record

    def add(self, record: PageRecord) -> None:
        self.records.add(record.record_id)
        self.kinds[record.kind or 'not told'] += 1
        self.layouts[record.layout or 'not told'] += 1
        self.rates['no truth' if record.truth is None else f'{record.truth.fs_hz:g} Hz'] += 1
        if record.truth is not None:
            printed = np.isfinite(record.truth.signal_mv)
            self.shares.append((printed.any(1).sum() / len(LEAD_NAMES), printed.sum() / (len(LEAD_NAMES) * printed.shape[1])))

    def lines(self) -> Iterator[str]:
        yield f'records          {len(self.records)}'
        yield f'pictures         {sum(self.kinds.values())}'
        for name, counter in (('kinds', self.kinds), ('layouts', self.layouts), ('sampling rates', self.rates)):
            yield f'{name:16} {", ".join(f"{key}: {count}" for key, count in counter.most_common())}'
        if self.shares:
            leads, samples = np.mean(self.shares, axis=0)
            yield f'printed          {leads:.1%} of the twelve leads, {samples:.1%} of their samples'


def main() -> int:
    args, counts = parse_args(), Counts()
    MMLogger.get_current_instance().setLevel(logging.ERROR)  # problems are listed below
    try:
        if args.to_folder:
            refuse_filled_folder(args.to_folder)  # at once, not after an hour
        pages = open_pages(args)
        good = counts.good_pages(pages)
        written = write_page_folder(args.to_folder, good) if args.to_folder else len(list(good))
    except (OSError, ValueError) as error:
        print(f'check_pages: {error}', file=sys.stderr)
        return 2
    print(*counts.lines(), sep='\n')
    if args.to_folder:
        print(f'{written} pages in {args.to_folder}')
    problems = pages.problems + counts.problems
    print(f'problems         {len(problems)}')
    for record_id, reason in problems:
        print(f'  {record_id}: {reason}')
    return 1 if problems else 0


if __name__ == '__main__':
    sys.exit(main())
