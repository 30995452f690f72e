"""Judge readings (<page>.csv in mV, as `ecgdigi digitize` writes them) against their truths.

Prints the signal-to-noise ratio after alignment, as it stands, and in the form of the 2024 challenge, then correlation, RMS
error, coverage, gain and time errors, agreement of the limb leads, and counts of missing, misnamed and upside-down leads. A
page without a legible reading counts as failed, with 0 dB.

Exit code: 0 judged, whatever the scores; 2 wrong usage or an illegible truth.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from mmengine.utils import ProgressBar

from ecgdigi.evaluation import PageResult, evaluate_folders, list_pages, page_table, summarise, summary_table, write_json


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
    progress = ProgressBar(len(list_pages(args.truth)), file=sys.stderr)
    results = []
    try:
        for result in evaluate_folders(args.predicted, args.truth, fs_hz=args.fs, with_challenge_snr=not args.no_challenge_snr):
            results.append(result)
            progress.update()
    finally:
        print(file=sys.stderr)
    return results


def main(argv: Sequence[str] | None = None, prog: str | None = None) -> int:
    args = parse_args(argv, prog)
    try:
        results = judge(args)
        summary = summarise([result.scores for result in results])
        if args.json:
            write_json(args.json, summary, results)
    except (OSError, ValueError) as error:
        print(f'evaluate: {error}', file=sys.stderr)
        return 2
    if args.per_page:
        print(page_table(results), end='\n\n')
    print(summary_table(summary))
    for result in results:
        if result.problem:
            print(f'failed: {result.problem}', file=sys.stderr)
    return 0
