"""Judge readings (<page>.csv in mV, as `ecgdigi digitize` writes them) against their truths.

Prints the signal-to-noise ratio after alignment, as it stands, and in the form of the 2024 challenge, then correlation, RMS
error, coverage, gain and time errors, agreement of the limb leads, and counts of missing, misnamed and upside-down leads. A
page without a legible reading counts as failed, with 0 dB.

Exit code: 0 judged, whatever the scores; 2 wrong usage or an illegible truth.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from ecgdigi.evaluation import PageResult, evaluate_folders, list_pages, page_table, summarise, summary_table, write_json
from ecgdigi.io.page_folder import INDEX_NAME, read_rates
from ecgdigi.progress import ProgressLine


def parse_args(argv: Sequence[str] | None, prog: str | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog, description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('predicted', type=Path, metavar='PRED_DIR', help='folder of readings')
    parser.add_argument(
        'truth',
        type=Path,
        metavar='TRUTH_DIR',
        help='folder of truths: one <page>.csv per page, columns I, II, ... in mV, empty where not printed. In both folders '
        'an index.csv with the columns id and fs may tell sampling rates, Hz',
    )
    parser.add_argument('--fs', type=float, default=500.0, help='rate of truths without an entry in index.csv, Hz; default 500')
    parser.add_argument(
        '--no-challenge-snr', action='store_true', help='leave out the SNR of the 2024 challenge, which takes most of the time'
    )
    parser.add_argument('--per-page', action='store_true', help='print a line for every page, too')
    parser.add_argument('--json', type=Path, metavar='FILE', help='write the summary and every page there')
    args = parser.parse_args(argv)
    if args.fs <= 0:
        parser.error('--fs must be positive')
    if args.json and not args.json.parent.is_dir():
        parser.error(f'--json: {args.json.parent} is no folder; make it first')
    return args


def judge(args: argparse.Namespace) -> list[PageResult]:
    results = []
    with ProgressLine(len(list_pages(args.truth)), 'pages') as progress:
        for result in evaluate_folders(args.predicted, args.truth, fs_hz=args.fs, with_challenge_snr=not args.no_challenge_snr):
            results.append(result)
            progress.step()
    return results


def rates_line(args: argparse.Namespace) -> str:
    """Which sampling rates were taken, and what told them: a wrong one makes all scores wrong. Errors as for `read_rates`."""
    pages = list_pages(args.truth)
    truths = _rates_told(pages, read_rates(args.truth), f'{args.fs:g} Hz (--fs)')
    readings = _rates_told(pages, read_rates(args.predicted), 'as their truths')
    return f'sampling rates: truths {truths}; readings {readings}'


def _rates_told(pages: Sequence[str], rates_hz: Mapping[str, float], otherwise: str) -> str:
    """Each rate of pages once. Args: rates_hz: of an index, by page; otherwise: what is said of pages that it lacks."""
    told = (f'{rates_hz[page]:g} Hz ({INDEX_NAME})' if page in rates_hz else otherwise for page in pages)
    return ', '.join(dict.fromkeys(told))


def main(argv: Sequence[str] | None = None, prog: str | None = None) -> int:
    args = parse_args(argv, prog)
    try:
        results = judge(args)
        rates = rates_line(args)
        summary = summarise([result.scores for result in results])
        if args.json:
            write_json(args.json, summary, results)
    except (OSError, ValueError) as error:
        print(f'evaluate: {error}', file=sys.stderr)
        return 2
    if args.per_page:
        print(page_table(results), end='\n\n')
    print(summary_table(summary))
    print(rates)
    for result in results:
        if result.problem:
            print(f'failed: {result.problem}', file=sys.stderr)
    return 0
