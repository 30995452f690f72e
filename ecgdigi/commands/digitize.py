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
from collections.abc import Sequence
from pathlib import Path

from mmengine.utils import ProgressBar

from ecgdigi.apis import Networks, NetworksNotLoadedError, PageReader
from ecgdigi.apis.digitize_files import digitize_files, list_inputs
from ecgdigi.apis.page_reader import ROUTES
from ecgdigi.apis.precision import PRECISIONS
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


def parse_args(argv: Sequence[str] | None, prog: str | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog, description=__doc__)
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
    route_help = 'vector: by the lines that a PDF page draws; pixels: by networks; default: lines where there are any'
    parser.add_argument('--route', choices=ROUTES, default='auto', help=route_help)
    parser.add_argument('--checkpoint', default='tracenet_small', help='published weights, or a weights file')
    page_help = 'weights of the network that finds the page in a picture; none: it must be flat, and fill the picture'
    parser.add_argument('--page-checkpoint', default='pagenet_small', help=page_help)
    layout_help = 'weights of the network that marks rows and lead names; none: rows by their ink, the layout by their agreement'
    parser.add_argument('--layout-checkpoint', default='layoutnet_small', help=layout_help)
    decoders = sorted(TRACE_DECODERS.known_names())
    parser.add_argument('--decoder', choices=decoders, help="default: the checkpoint's own; the others are for comparison")
    precision_help = 'auto: bfloat16 where the processor multiplies in it, which is faster; float32: the same digits everywhere'
    parser.add_argument('--precision', choices=PRECISIONS, default='auto', help=precision_help)
    parser.add_argument('--device', default='cpu', help='cpu, cuda, cuda:1, ...')
    args = parser.parse_args(argv)
    if not all(value is None or 0 < value < math.inf for value in (args.fs, args.speed, args.gain)):
        parser.error('--fs, --speed and --gain must be positive')
    return args


def import_own(modules: list[str]) -> None:
    sys.path.append(os.getcwd())  # at the end: a file here must not hide another module
    for module in modules:
        importlib.import_module(module)


def make_reader(args: argparse.Namespace) -> PageReader:
    page, layout = (None if weights == 'none' else weights for weights in (args.page_checkpoint, args.layout_checkpoint))
    how = dict(device=args.device, decoder=args.decoder, precision=args.precision)
    networks = Networks(args.checkpoint, page, layout, **how)
    scale = dict(mm_per_s=args.speed, mm_per_mv=args.gain)
    return PageReader(networks, route=args.route, layout=args.layout, **scale, fs_hz=args.fs)


def read_all(paths: Sequence[Path], reader: PageReader, args: argparse.Namespace) -> int:
    """Returns: exit code."""
    num_read, refused = 0, []
    progress = ProgressBar(len(paths), file=sys.stderr)
    results = digitize_files(paths, args.out_dir, reader, args.format, pages=args.pages, force=args.force)
    try:
        for _, pages in itertools.groupby(results, key=lambda result: result.path):
            for result in pages:
                if result.error:
                    refused.append(result.error)
                else:
                    num_read += 1
                    print(f'{result.label}: {result.summary}')
            progress.update()
    finally:
        print(file=sys.stderr)
    print(f'{num_read} read, {len(refused)} refused; results in {args.out_dir}')
    for error in refused:
        print(f'refused: {error}', file=sys.stderr)
    return 1 if refused else 0


def main(argv: Sequence[str] | None = None, prog: str | None = None) -> int:
    args = parse_args(argv, prog)
    try:
        import_own(args.imports)
        build_writers(args.format)  # what is missing shows before a page is read
        paths, reader = list_inputs(args.inputs), make_reader(args)
    except KeyError as error:
        print(f'digitize: {error.args[0]}', file=sys.stderr)
        return 2
    except (ImportError, OSError, NetworksNotLoadedError) as error:
        print(f'digitize: {str(error).splitlines()[0]}', file=sys.stderr)
        return 2
    try:
        return read_all(paths, reader, args)
    except (OSError, NetworksNotLoadedError) as error:  # no such folder of results, or a page asked for weights that are damaged
        print(f'digitize: {error}', file=sys.stderr)
        return 2
