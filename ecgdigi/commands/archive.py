"""Read an archive of scans, each page once, on one machine or many: signals, overlays, and a manifest of what became of each.

Killed or stopped, it goes on where it was when the same command is given again. docs/archives.md tells more.

Exit code: 0 all read, 1 some refused or not read yet, 2 wrong usage. Not a medical device: check readings against their pages.
"""

import argparse
import contextlib
import functools
import importlib
import json
import math
import os
import signal
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from ecgdigi.apis.page_reader import ROUTES
from ecgdigi.apis.precision import PRECISIONS
from ecgdigi.archive.crews import Crews, LocalCrews
from ecgdigi.archive.inputs import add_inputs, check_source
from ecgdigi.archive.job import Job
from ecgdigi.archive.manifest import Manifest
from ecgdigi.archive.page_counter import PageCounter
from ecgdigi.archive.ray_crews import RayCrews, check_cluster
from ecgdigi.archive.reading import ReadSettings, load_reader
from ecgdigi.archive.run import clear_up, run_pages, take_up
from ecgdigi.archive.shards import Shard, parse_shard
from ecgdigi.archive.summary import summarise, write_summary
from ecgdigi.archive.table import write_table
from ecgdigi.archive.worst import write_worst
from ecgdigi.command_line import positive
from ecgdigi.io.file_lock import held
from ecgdigi.io.input_files import OVERLAY, is_input_name
from ecgdigi.io.writers import build_writers
from ecgdigi.structures import CABRERA_LAYOUTS, LAYOUTS

KINDS = ('input', 'page', 'fault', 'crash', 'time', 'memory')


def _shard(text: str) -> Shard:
    try:
        return parse_shard(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def parse_args(argv: Sequence[str] | None, prog: str | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog, description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('source', nargs='?', type=Path, help='a folder, with those in it, a page, or a CSV with a column path')
    parser.add_argument('--out', '--out-dir', type=Path, required=True, help='where results, the manifest and the summary go')
    parser.add_argument('--workers', type=positive, help='processes, a page at a time each; default: one for each processor')
    parser.add_argument('--time-limit', type=float, default=60.0, help='for a page, s; default 60')
    parser.add_argument('--memory', type=positive, default=4000, help='of a worker beyond what it starts with, MB; default 4000')
    parser.add_argument(
        '--tries', type=positive, default=2, help='workers that a page may cost before it is set aside; default 2'
    )
    parser.add_argument('--retry', nargs='+', choices=KINDS, default=[], help='read again what was refused for these reasons')
    parser.add_argument('--ray', metavar='ADDRESS', help="of a Ray cluster, or auto; --workers is then each node's")
    parser.add_argument('--shard', type=_shard, default=Shard(0, 1), metavar='K/N', help='read only part K of N, from 0')
    parser.add_argument('--summary', action='store_true', help='only sum up what is in --out, all parts of it')
    parser.add_argument('--table', type=Path, metavar='FILE', help='with --summary: write all pages and their files as CSV')
    parser.add_argument('--format', nargs='+', default=['csv', 'wfdb'], help='as of digitize.py; default: csv wfdb')
    parser.add_argument('--imports', nargs='+', default=[], metavar='MODULE', help='modules with formats of your own')
    parser.add_argument('--no-overlays', action='store_true', help='write no pictures, which take most of the room')
    parser.add_argument('--fs', type=float, default=500.0, help='sampling rate of results, Hz; default 500')
    parser.add_argument('--route', choices=ROUTES, default='auto', help='as of digitize.py; default auto')
    parser.add_argument('--precision', choices=PRECISIONS, default='auto', help='as of digitize.py; default auto')
    parser.add_argument('--layout', choices=['auto', *LAYOUTS, *CABRERA_LAYOUTS], default='auto', help='of all pages')
    parser.add_argument('--speed', type=float, help='paper speed of all pages, mm/s')
    parser.add_argument('--gain', type=float, help='gain of all pages, mm/mV')
    networks = {'': 'tracenet_small', 'page-': 'pagenet_small', 'layout-': 'layoutnet_small', 'scale-': 'scalenet_small'}
    for name, weights in networks.items():
        parser.add_argument(f'--{name}checkpoint', default=weights, help=f'as of digitize.py; default {weights}')
    args = parser.parse_args(argv)
    if not all(value is None or 0 < value < math.inf for value in (args.fs, args.speed, args.gain, args.time_limit)):
        parser.error('--fs, --speed, --gain and --time-limit must be positive')
    if args.summary == bool(args.source):
        parser.error('name a folder or list of files, or --summary; not both')
    if args.table and not args.summary:
        parser.error('--table goes with --summary, once the archive was read')
    return args


def read_settings(args: argparse.Namespace) -> ReadSettings:
    scale = dict(route=args.route, layout=args.layout, mm_per_s=args.speed, mm_per_mv=args.gain, fs_hz=args.fs)
    names = ('checkpoint', 'page_checkpoint', 'layout_checkpoint', 'scale_checkpoint')
    weights = {name: getattr(args, name) for name in names}
    how = dict(precision=args.precision, overlays=not args.no_overlays)
    return ReadSettings(tuple(args.format), tuple(args.imports), **scale, **weights, **how)


class StopSignals:
    """Notes SIGTERM and Ctrl-C: the first is a wish, the second ends the program."""

    def __init__(self):
        self.number = 0
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._note)

    def _note(self, number: int, _) -> None:
        self.number = number
        signal.signal(number, signal.SIG_DFL)


def start_crews(args: argparse.Namespace, job: Job) -> Crews:
    if args.ray:
        return RayCrews(args.ray, job, args.workers)
    return LocalCrews(job, args.workers or os.cpu_count() or 1)


def check(args: argparse.Namespace) -> None:
    """What is misspelt or missing shows before anything is made. Raises: OSError, ValueError, ImportError, KeyError."""
    for module in args.imports:
        importlib.import_module(module)
    build_writers(args.format)
    check_source(args.source, is_input_name)
    if args.ray:
        check_cluster(args.ray)


def find_files(manifest: Manifest, args: argparse.Namespace, stop: StopSignals) -> None:
    num_new = 0
    for batch in add_inputs(manifest, args.source.absolute(), args.shard, is_input_name, args.out.absolute()):
        num_new += batch
        if sys.stderr.isatty():
            print(f'\r{num_new} new files', end='\r', file=sys.stderr, flush=True)
        if stop.number:
            return
    counts = manifest.counts()
    before = [f'{counts[state]} {state} before' for state in ('done', 'refused') if counts[state]]
    print(', '.join([f'{sum(counts.values())} pages', *before, f'{counts["waiting"]} to read']), file=sys.stderr)


def read_waiting(manifest: Manifest, args: argparse.Namespace, job: Job, stop: StopSignals) -> None:
    num_waiting = manifest.counts()['waiting']
    if not num_waiting or stop.number:
        return
    counter, crews = PageCounter(num_waiting, sys.stderr), start_crews(args, job)
    try:
        run_pages(manifest, crews, max_tries=args.tries, stopping=lambda: bool(stop.number), progress=counter)
    finally:
        counter.close()


def read_archive(args: argparse.Namespace, stop: StopSignals) -> None:
    name = f'manifest-{args.shard.name}' if args.shard.name else 'manifest'
    settings = read_settings(args)
    job = Job(functools.partial(load_reader, settings), args.out.absolute(), args.shard.name, args.time_limit, args.memory)
    busy = f'{args.out}: another run reads this archive at this moment; wait for it, stop it, or choose another --out'
    with held(args.out / f'.{name}.lock', busy), Manifest(args.out / f'{name}.sqlite', args.shard.name) as manifest:
        manifest.keep_settings({key: json.dumps(value) for key, value in asdict(settings).items()})
        take_up(manifest, job)
        with manifest.transaction():
            manifest.retry(args.retry)
        find_files(manifest, args, stop)
        read_waiting(manifest, args, job, stop)
        clear_up(manifest, job)


def sum_up(args: argparse.Namespace) -> int:
    """Of what was read here, or, by --summary, of all parts. Returns: exit code."""
    part = f'-{args.shard.name}' if args.shard.name else ''
    paths = sorted(args.out.glob('manifest*.sqlite')) if args.summary else [args.out / f'manifest{part}.sqlite']
    if not paths:
        raise FileNotFoundError(f'{args.out}: no manifest here; wanted the --out of an archive that was read')
    with contextlib.ExitStack() as stack:
        manifests = [stack.enter_context(Manifest(path)) for path in paths]
        summary = summarise(manifests)
        print('\n'.join(summary.lines()))
        write_summary(args.out / f'summary{part}.json', summary)
        sheet = args.out / f'worst{part}.png'
        if write_worst(sheet, manifests, OVERLAY, args.out):
            print(f'pages to look at first: {sheet}')
        if args.table:
            print(f'{write_table(args.table, manifests)} pages, and the files they came from: {args.table}')
        elif summary.states['refused']:
            print(f'which pages were refused: --summary --out {args.out} --table FILE.csv')
    return 0 if summary.states['done'] == sum(summary.states.values()) else 1


def main(argv: Sequence[str] | None = None, prog: str | None = None) -> int:
    args = parse_args(argv, prog)
    sys.path.append(os.getcwd())  # for --imports
    stop = StopSignals()
    try:
        if not args.summary:
            check(args)
            args.out.mkdir(parents=True, exist_ok=True)
            read_archive(args, stop)
        code = sum_up(args)
    except (OSError, ValueError, ImportError) as error:
        print(f'digitize_archive: {str(error).splitlines()[0]}', file=sys.stderr)
        return 2
    except KeyError as error:
        print(f'digitize_archive: {error.args[0]}', file=sys.stderr)
        return 2
    except RuntimeError as error:
        print(f'digitize_archive: {error}; mend that and give the same command again: it goes on', file=sys.stderr)
        return 1
    if stop.number:
        print('stopped; give the same command again to go on', file=sys.stderr)
    return 128 + stop.number if stop.number else code
