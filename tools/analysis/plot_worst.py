"""Show where readings of known pages fail, the worst page first: a Markdown table, and a picture of each page's worst moment.

In the picture the truth is green and wide, the reading red and thin, shifted as it is judged.

Exit code: 0 shown, 1 stopped by an error, 2 wrong usage.
"""

import argparse
import sys
from pathlib import Path

from ecgdigi.command_line import in_one_line, positive
from ecgdigi.evaluation import evaluate_folders
from ecgdigi.evaluation.folders import read_page
from ecgdigi.evaluation.worst_moments import worst_moment
from ecgdigi.io.page_folder import read_rates
from ecgdigi.visualization import plot_moments


def show(args: argparse.Namespace) -> int:
    truth_rates_hz, rates_hz = read_rates(args.truth), read_rates(args.predicted)
    results = evaluate_folders(args.predicted, args.truth, fs_hz=args.fs, with_challenge_snr=False)
    worst = sorted(results, key=lambda result: result.scores.aligned_snr_db)[: args.num]
    print('| page | aligned SNR, dB | lead | its share of the error | worst at, s | share of 0.2 s |\n|---|---|---|---|---|---|')
    shown = {}
    for result in worst:
        snr_db, moment = result.scores.aligned_snr_db, None
        if not result.problem:
            fs_hz = truth_rates_hz.get(result.page, args.fs)
            true = read_page(args.truth / f'{result.page}.csv', fs_hz)
            moment = worst_moment(read_page(args.predicted / f'{result.page}.csv', rates_hz.get(result.page, fs_hz)), true)
        if moment is None:
            print(f'| {result.page} | {snr_db:.1f} | {result.problem or "no error"} | | | |')
            continue
        shares = f'{moment.lead_share:.0%} | {moment.time_s:.2f} | {moment.share:.0%}'
        print(f'| {result.page} | {snr_db:.1f} | {moment.lead} | {shares} |')
        title = f'{result.page}: {moment.lead}, {moment.share:.0%} of the error'
        shown[title] = (moment.times_s, moment.truth_mv, moment.reading_mv)
    if args.out and shown:
        plot_moments(shown, args.out)
        print(f'\n{args.out}', file=sys.stderr)
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('predicted', type=Path, metavar='PRED_DIR', help='folder of readings, as for evaluate.py')
    parser.add_argument('truth', type=Path, metavar='TRUTH_DIR', help='folder of truths')
    parser.add_argument('--num', type=positive, default=9, help='pages; default 9')
    parser.add_argument('--fs', type=float, default=500.0, help='rate of truths without an entry in index.csv, Hz; default 500')
    parser.add_argument('--out', type=Path, metavar='PICTURE', help='picture to write')
    args = parser.parse_args()
    return in_one_line('plot_worst', lambda: show(args))


if __name__ == '__main__':
    sys.exit(main())
