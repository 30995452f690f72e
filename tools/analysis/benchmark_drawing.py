"""How fast a config's pages are drawn and its training strips cut, on one core."""

import argparse
import sys
import time

import cv2
import torch
from mmengine.registry import init_default_scope

from ecgdigi.command_line import positive
from ecgdigi.config import load_config
from ecgdigi.registry import DATASETS


def rate(make, first: int, num: int) -> float:
    """Calls of `make` per second, the first ones left out."""
    make(first)
    started = time.perf_counter()
    for index in range(first + 1, first + 1 + num):
        make(index)
    return num / (time.perf_counter() - started)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('config')
    parser.add_argument('--num', type=positive, default=40, help='pages of each kind; default 40')
    args = parser.parse_args()
    try:
        config = load_config(args.config, needs=['train_dataloader.dataset'])
        init_default_scope('ecgdigi')
        dataset = DATASETS.build(config.train_dataloader.dataset)
    except (OSError, ValueError, KeyError, ImportError) as error:
        print(f'benchmark_drawing: {error.args[0] if isinstance(error, KeyError) else error}', file=sys.stderr)
        return 2
    cv2.setNumThreads(1)
    torch.set_num_threads(1)
    pages, items = rate(dataset.draw_page, 0, args.num), rate(dataset.__getitem__, 0, args.num)
    print(f'{args.config}: {pages:.1f} pages per second; {items * dataset.strips_per_page:.0f} strips per second')
    height_px, width_px = dataset.strip_px
    print(f'({dataset.strips_per_page} strips of {width_px} x {height_px} px from each page, drawing included)')
    return 0


if __name__ == '__main__':
    sys.exit(main())
