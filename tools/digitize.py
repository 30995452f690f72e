"""Read pictures of printed ECGs: <stem>.csv (mV), a WFDB record, other formats, and <stem>_overlay.png for the eye.

A file with more than one page gives results for each of them: <stem>_p01, <stem>_p02, ...

Exit code: 0 all read, 1 some refused, 2 wrong usage. Not a medical device: check every reading against its page.
"""

import argparse
import importlib
import itertools
import math
import os
import sys
from pathlib import Path

from mmengine.utils import ProgressBar

from ecgdigi.apis import load_pagenet, load_tracenet
from ecgdigi.apis.digitize_files import digitize_files, list_inputs
from ecgdigi.io.page_choice import page_ranges
from ecgdigi.io.writers import build_writers
from ecgdigi.registry import TRACE_DECODERS, WRITERS
from ecgdigi.structures import CABRERA_LAYOUTS, LAYOUTS


def _pages(text: str) -> str:
    try:
        page_ranges(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    return text


def parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('inputs', nargs='+', help='pictures, PDF or DICOM files, or folders of them')
    parser.add_argument('--out-dir', type=Path, required=True, help='where results go')
    parser.add_argument('--pages', type=_pages, help='which pages of each file, as in 1,3-5; default: all')
    parser.add_argument('--force', action='store_true', help='replace results that are there already')
    format_help = f'{", ".join(WRITERS.known_names())}, or your own; default: csv wfdb'
    parser.add_argument('--format', nargs='+', default=['csv', 'wfdb'], help=format_help)
    imports_help = 'modules with formats of your own, in this folder or on PYTHONPATH'
    parser.add_argument('--imports', nargs='+', default=[], metavar='MODULE', help=imports_help)
    parser.add_argument('--fs', type=float, default=500.0, help='sampling rate of the result, Hz; default 500')
    parser.add_argument(
        '--layout', choices=['auto', *LAYOUTS, *CABRERA_LAYOUTS], default='auto', help='default: that whose leads agree'
    )
    parser.add_argument('--speed', type=float, help='paper speed, mm/s; default: by the beats, else 25')
    parser.add_argument('--gain', type=float, help='gain, mm/mV; default: by the calibration pulse, else 10')
    parser.add_argument('--checkpoint', default='tracenet_small', help='published weights, or a weights file')
    page_help = 'weights of the network that finds the page in a picture; none: it must be flat, and fill the picture'
    parser.add_argument('--page-checkpoint', default='pagenet_small', help=page_help)
    layout_help = 'weights of the network that marks rows and lead names; none: rows by their ink, the layout by their agreement'
    parser.add_argument('--layout-checkpoint', default='layoutnet_small', help=layout_help)
    decoders = sorted(TRACE_DECODERS.known_names())
    parser.add_argument('--decoder', choices=decoders, help="default: the checkpoint's own; the others are for comparison")
    parser.add_argument('--device', default='cpu', help='cpu, cuda, cuda:1, ...')
    args = parser.parse_args()
    if not all(value is None or 0 < value < math.inf for value in (args.fs, args.speed, args.gain)):
        parser.error('--fs, --speed and --gain must be positive')
    return args


def import_own(modules: list[str]) -> None:
    sys.path.append(os.getcwd())  # at the end: a file here must not hide another module
    for module in modules:
        importlib.import_module(module)


def main() -> int:
    args = parse_args()
    try:
        import_own(args.imports)
        build_writers(args.format)  # what is missing shows before a page is read
        paths = list_inputs(args.inputs)
        model = load_tracenet(args.checkpoint, args.device, args.decoder)
        page_net, layout_net = (
            None if weights == 'none' else load_pagenet(weights, args.device, head)
            for weights, head in ((args.page_checkpoint, 'grid'), (args.layout_checkpoint, 'layout'))
        )
    except KeyError as error:
        print(f'digitize: {error.args[0]}', file=sys.stderr)
        return 2
    except (ImportError, OSError, ValueError, RuntimeError, AssertionError) as error:  # the last two: no such device
        print(f'digitize: {str(error).splitlines()[0]}', file=sys.stderr)
        return 2
    nets = dict(page_net=page_net, layout_net=layout_net)
    options = dict(**nets, layout=args.layout, mm_per_s=args.speed, mm_per_mv=args.gain, fs_hz=args.fs)
    num_read, refused = 0, []
    progress = ProgressBar(len(paths), file=sys.stderr)
    results = digitize_files(paths, args.out_dir, model, args.format, pages=args.pages, force=args.force, **options)
    for _, pages in itertools.groupby(results, key=lambda result: result.path):
        for result in pages:
            if result.error:
                refused.append(result.error)
            else:
                num_read += 1
                print(f'{result.label}: {result.summary}')
        progress.update()
    print(file=sys.stderr)
    print(f'{num_read} read, {len(refused)} refused; results in {args.out_dir}')
    for error in refused:
        print(f'refused: {error}', file=sys.stderr)
    return 1 if refused else 0


if __name__ == '__main__':
    sys.exit(main())
