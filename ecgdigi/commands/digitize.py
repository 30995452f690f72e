"""Read pictures of printed ECGs: <stem>.csv (mV), a WFDB record, other formats, and <stem>_overlay.png for the eye.

A file with more than one page gives results for each of them: <stem>_p01, <stem>_p02, ... Of a folder its files are read, but not
its subfolders: `ecgdigi archive` does that. Results that are there already stay.

Exit code: 0 nothing refused, 1 some pages refused, 2 wrong usage, 130 stopped by Ctrl-C.

Not a medical device: check every reading against its page.
"""

import argparse
import importlib
import itertools
import math
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ecgdigi.io.input_files import count_subfolders, list_inputs
from ecgdigi.io.page_choice import page_ranges
from ecgdigi.progress import ProgressLine
from ecgdigi.structures import CABRERA_LAYOUTS, LAYOUTS, PRECISIONS, ROUTES

# What reads pages needs torch, which takes seconds to import: help and misspelt paths do not wait for it.
if TYPE_CHECKING:
    from ecgdigi.apis import PageReader
    from ecgdigi.apis.digitize_files import FileResult

STOPPED = 130  # as a shell reports it: 128 and the number of SIGINT


@dataclass
class Tally:
    """What became of the pages.

    Attributes:
        num_files: all that are to be read.
        num_through: files of which all pages were looked at.
        num_read, num_there: pages that were read, and that had their results already.
        refused: why each of the others was not read.
    """

    num_files: int = 0
    num_through: int = 0
    num_read: int = 0
    num_there: int = 0
    refused: list[str] = field(default_factory=list)

    def add(self, result: 'FileResult') -> None:
        if result.is_there:
            self.num_there += 1
        elif result.error:
            self.refused.append(result.error)
        else:
            self.num_read += 1

    def __str__(self) -> str:
        there = f'{self.num_there} there already, ' if self.num_there else ''
        return f'{self.num_read} read, {there}{len(self.refused)} refused'


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
    format_help = 'aecg, csv, dicom, edf, json, wfdb, or your own; default: csv wfdb'
    parser.add_argument('--format', nargs='+', default=['csv', 'wfdb'], help=format_help)
    imports_help = 'modules with formats, decoders or parts of networks of your own, in this folder or on PYTHONPATH'
    parser.add_argument('--imports', nargs='+', default=[], metavar='MODULE', help=imports_help)
    parser.add_argument('--fs', type=float, default=500.0, help='sampling rate of the result, Hz; default 500')
    parser.add_argument(
        '--layout', choices=['auto', *LAYOUTS, *CABRERA_LAYOUTS], default='auto', help='default: that whose leads agree'
    )
    parser.add_argument(
        '--speed', type=float, help='paper speed, mm/s; default: as the page states it, else by the beats, else 25'
    )
    parser.add_argument(
        '--gain', type=float, help='gain, mm/mV; default: by the calibration pulse, else as the page states it, else 10'
    )
    route_help = 'vector: by the lines that a PDF page draws; pixels: by networks; default: lines where there are any'
    parser.add_argument('--route', choices=ROUTES, default='auto', help=route_help)
    parser.add_argument('--checkpoint', default='tracenet_small', help='published weights, or a weights file')
    page_help = 'weights of the network that finds the page in a picture; none: it must be flat, and fill the picture'
    parser.add_argument('--page-checkpoint', default='pagenet_small', help=page_help)
    layout_help = 'weights of the network that marks rows and lead names; none: rows by their ink, the layout by their agreement'
    parser.add_argument('--layout-checkpoint', default='layoutnet_small', help=layout_help)
    scale_help = 'weights of the network that reads printed speed and gain where that one marks them; none: they are not read'
    parser.add_argument('--scale-checkpoint', default='scalenet_small', help=scale_help)
    decoder_help = "trace decoder, such as MaskCentroidDecoder, for comparison; default: the checkpoint's own"
    parser.add_argument('--decoder', help=decoder_help)
    precision_help = 'auto: bfloat16 where the processor multiplies in it, which is faster; float32: the same digits everywhere'
    parser.add_argument('--precision', choices=PRECISIONS, default='auto', help=precision_help)
    parser.add_argument('--device', default='cpu', help='cpu, cuda, cuda:1, ...')
    args = parser.parse_args(argv)
    if not all(value is None or 0 < value < math.inf for value in (args.fs, args.speed, args.gain)):
        parser.error('--fs, --speed and --gain must be positive')
    return args


def import_own(modules: Sequence[str]) -> None:
    """Raises: ImportError: there is no such module, or it imports what is not there."""
    sys.path.append(os.getcwd())  # at the end: a file here must not hide another module
    for module in modules:
        try:
            importlib.import_module(module)
        except ModuleNotFoundError as error:
            if not f'{module}.'.startswith(f'{error.name}.'):
                raise
            looked = ', '.join(filter(None, [os.getcwd(), os.environ.get('PYTHONPATH')]))
            raise ImportError(f'--imports {module}: no such module; looked here and on PYTHONPATH: {looked}') from None


def make_reader(args: argparse.Namespace) -> 'PageReader':
    from ecgdigi.apis import Networks, PageReader
    from ecgdigi.registry import TRACE_DECODERS

    if args.decoder:
        TRACE_DECODERS.get(args.decoder)
    others = (args.page_checkpoint, args.layout_checkpoint, args.scale_checkpoint)
    how = dict(device=args.device, decoder=args.decoder, precision=args.precision)
    networks = Networks(args.checkpoint, *(None if weights == 'none' else weights for weights in others), **how)
    scale = dict(mm_per_s=args.speed, mm_per_mv=args.gain)
    return PageReader(networks, route=args.route, layout=args.layout, **scale, fs_hz=args.fs)


def read_all(paths: Sequence[Path], reader: 'PageReader', args: argparse.Namespace, tally: Tally) -> None:
    """Read, write, and print a line for each page that was read."""
    from ecgdigi.apis.digitize_files import digitize_files

    results = digitize_files(paths, args.out_dir, reader, args.format, pages=args.pages, force=args.force)
    with ProgressLine(len(paths), 'files') as progress:
        for _, pages in itertools.groupby(results, key=lambda result: result.path):
            for result in pages:
                tally.add(result)
                if not result.error:
                    progress.say(_line(result))
            tally.num_through += 1
            progress.step()


def _line(result: 'FileResult') -> str:
    renamed = f' -> {result.stem}' if result.stem.name != result.path.stem else ''
    return f'{result.label}{renamed}: {result.summary}'


def run(args: argparse.Namespace, tally: Tally) -> int:
    """Returns: exit code."""
    try:
        paths = list_inputs(args.inputs)
        tally.num_files = len(paths)
        import_own(args.imports)
    except (ImportError, OSError) as error:
        return _wrong_usage(error)
    num_subfolders = count_subfolders(args.inputs, but=args.out_dir)
    if num_subfolders:
        are = 's are' if num_subfolders > 1 else ' is'
        print(f'{num_subfolders} subfolder{are} not looked into; `ecgdigi archive` does', file=sys.stderr)

    from ecgdigi.apis import NetworksNotLoadedError
    from ecgdigi.io.writers import build_writers

    try:
        build_writers(args.format)  # what is missing shows before a page is read
        read_all(paths, make_reader(args), args, tally)
    except (KeyError, ImportError, OSError, NetworksNotLoadedError) as error:
        return _wrong_usage(error)
    again = '; --force reads anew what was there' if tally.num_there else ''
    print(f'{tally}; results in {args.out_dir}{again}')
    return 1 if tally.refused else 0


def _wrong_usage(error: Exception) -> int:
    text = error.args[0] if isinstance(error, KeyError) else str(error).splitlines()[0]
    print(f'digitize: {text}', file=sys.stderr)
    return 2


def main(argv: Sequence[str] | None = None, prog: str | None = None) -> int:
    args, tally = parse_args(argv, prog), Tally()
    try:
        code = run(args, tally)
    except KeyboardInterrupt:
        code = STOPPED
    for reason in tally.refused:
        print(f'refused: {reason}', file=sys.stderr)
    if code == STOPPED:
        where = f'{tally.num_through} of {tally.num_files} files are through ({tally})'
        command = 'the same command' + (' without --force' if args.force else '')
        print(f'stopped; {where}; {command} goes on with the others', file=sys.stderr)
    return code
