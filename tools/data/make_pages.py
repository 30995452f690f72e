"""Write drawn pages with their true signals as files, in parallel, and go on where a killed run has stopped.

The pages are those of a config's training data, whole. On several machines start it on each with its share, `--shard 0/4` to
`--shard 3/4`, all with one shared folder; under torchrun or in a Slurm array the share is taken from there.

Exit code: 0 written, 1 stopped by an error, 2 wrong usage.
"""

import argparse
import itertools
import os
import sys
import time
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from pathlib import Path

import cv2
from mmengine.registry import init_default_scope

from ecgdigi.command_line import in_one_line, positive
from ecgdigi.config import load_config
from ecgdigi.datasets.offline_pages import FORMATS, OfflinePages, contact_sheet
from ecgdigi.io.images import write_image

IN_FLIGHT = 4  # pages asked for in advance, per process
SHEET_PAGES = 16
_made: OfflinePages | None = None


def parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('config', help='a file of configs/, or your own')
    parser.add_argument('--out-dir', type=Path, required=True, help='folder of the set; pages that are there stay')
    parser.add_argument('--num', type=positive, required=True, help='pages of the whole set')
    parser.add_argument('--format', choices=FORMATS, default='folder', help='default folder')
    parser.add_argument('--split', choices=['train', 'val', 'test'], default='train', help='whose records; default train')
    parser.add_argument('--seed', type=int, default=0, help='of the pages; default 0')
    parser.add_argument('--workers', type=positive, default=os.cpu_count() or 1, help='processes; default: one per core')
    parser.add_argument('--shard', type=shard, default=None, metavar='K/N', help='share of this machine, from 0/N on')
    parser.add_argument('--pages-per-folder', type=positive, default=1000, help='default 1000')
    parser.add_argument('--ending', choices=['.png', '.jpg'], default='.png', help='default .png')
    parser.add_argument('--maps', action='store_true', help='write the map from paper to picture, too')
    parser.add_argument('--cfg-options', nargs='+', default=[], metavar='KEY=VALUE', help='change the config')
    return parser.parse_args()


def shard(text: str) -> tuple[int, int]:
    """Type of an argument K/N."""
    number, _, count = text.partition('/')
    if not (number.isdecimal() and count.isdecimal() and int(number) < int(count)):
        raise argparse.ArgumentTypeError(f'{text}: write K/N with K from 0 to N - 1')
    return int(number), int(count)


def shard_of_environment() -> tuple[int, int]:
    """The share that torchrun or a Slurm array gives to this process; else all."""
    for number, count in (('RANK', 'WORLD_SIZE'), ('SLURM_ARRAY_TASK_ID', 'SLURM_ARRAY_TASK_COUNT')):
        if number in os.environ and count in os.environ:
            first = int(os.environ.get('SLURM_ARRAY_TASK_MIN', 0)) if number.startswith('SLURM') else 0
            return int(os.environ[number]) - first, int(os.environ[count])
    return 0, 1


def make_set(args: argparse.Namespace) -> OfflinePages:
    """What each process builds for itself."""
    config = load_config(args.config, args.cfg_options, [f'{args.split}_dataloader.dataset.pages'])
    init_default_scope('ecgdigi')
    settings = dict(seed=args.seed, layout=args.format, ending=args.ending, maps=args.maps)
    pages = config[f'{args.split}_dataloader'].dataset.pages
    return OfflinePages(pages, args.out_dir, args.num, pages_per_folder=args.pages_per_folder, **settings)


def start_worker(args: argparse.Namespace) -> None:
    global _made
    cv2.setNumThreads(1)
    _made = make_set(args)


def write_page(index: int) -> None:
    _made.write(index)


def write_all(args: argparse.Namespace) -> None:
    made = make_set(args)
    number, count = args.shard or shard_of_environment()
    mine = range(number, args.num, count)
    missing = made.missing(mine)
    left, there, done = iter(missing), len(mine) - len(missing), len(mine) - len(missing)
    started_s = time.monotonic()
    with ProcessPoolExecutor(args.workers, initializer=start_worker, initargs=(args,)) as pool:
        running: set[Future] = set()
        while True:
            free = IN_FLIGHT * args.workers - len(running)
            running |= {pool.submit(write_page, index) for index in itertools.islice(left, free)}
            if not running:
                break
            finished, running = wait(running, return_when=FIRST_COMPLETED)
            for future in finished:
                future.result()
            done += len(finished)
            rate = (done - there) / (time.monotonic() - started_s)
            left_s = (len(mine) - done) / rate
            print(f'\r{done}/{len(mine)} pages, {rate:.1f} per second, {left_s:.0f} s left ', end='', file=sys.stderr)
    print(file=sys.stderr)
    made.finish_all()
    first = [path for path in map(made.place, mine[:SHEET_PAGES]) if path.exists()]
    write_image(args.out_dir / f'sheet_{number}.jpg', contact_sheet(first))
    print(f'{len(mine)} pages in {args.out_dir} ({there} were there); {args.out_dir}/sheet_{number}.jpg shows the first')


def main() -> int:
    args = parse_args()
    return in_one_line('make_pages', lambda: write_all(args))


if __name__ == '__main__':
    sys.exit(main())
