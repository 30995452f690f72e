"""Save pages that a config trains on, with their truth drawn over: <n>_page.png, and with --strips <n>_strips.png.

Page n is item n of the config's dataset. Exit code: 0 saved, 2 wrong usage.
"""

import argparse
import sys
from pathlib import Path

import numpy as np
from mmengine.registry import init_default_scope

from ecgdigi.config import load_config
from ecgdigi.io.images import write_image
from ecgdigi.registry import DATASETS
from ecgdigi.visualization import draw_strip, draw_truth


def parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('config', help='a file of configs/, or your own')
    parser.add_argument('--out-dir', type=Path, required=True, help='where the pictures go')
    parser.add_argument('--num', type=int, default=8, help='number of pages; default 8')
    parser.add_argument('--split', choices=['train', 'val', 'test'], default='train', help='default train')
    parser.add_argument('--strips', action='store_true', help='save the strips that are cut from each page, too')
    parser.add_argument('--cfg-options', nargs='+', default=[], metavar='KEY=VALUE', help='change the config')
    return parser.parse_args()


def main() -> int:
    args = parse_args()
    try:
        config = load_config(args.config, args.cfg_options, [f'{args.split}_dataloader.dataset'])
        init_default_scope('ecgdigi')
        dataset = DATASETS.build(config[f'{args.split}_dataloader'].dataset)
    except (OSError, ValueError, KeyError, ImportError) as error:
        print(f'browse_pages: {error.args[0] if isinstance(error, KeyError) else error}', file=sys.stderr)
        return 2
    args.out_dir.mkdir(parents=True, exist_ok=True)
    for index in range(args.num):
        page = dataset.draw_page(index)
        write_image(args.out_dir / f'{index:04d}_page.png', draw_truth(page.picture, page.page_map, page.truth))
        if args.strips:
            item = dataset[index]
            pictures = item['inputs'].permute(0, 2, 3, 1).numpy()
            rows = [sample.gt_rows_px.numpy() for sample in item['data_samples']]
            sheet = np.hstack([draw_strip(*strip) for strip in zip(pictures, rows, strict=True)])
            write_image(args.out_dir / f'{index:04d}_strips.png', sheet)
    print(f'{args.num} pages in {args.out_dir}')
    return 0


if __name__ == '__main__':
    sys.exit(main())
