"""Train variants of a TraceNet for the same short time each and print what each gives for its cost, as a Markdown table.

All see the same pages in the same order. The figures rank variants; they are far from those of a network trained to its end.
Weights are not averaged, for short runs end before an average follows. Runs that are there already are not trained again.

    python tools/analysis/compare_variants.py configs/tracenet/tracenet_small_ptbxl.py \\
        --variant 'half as wide: model.backbone.channels=[8,16,32,48,64]' --variant 'wider target: model.loss.sigma_bins=1.0'

Exit code: 0 measured, 1 a run failed, 2 wrong usage.
"""

import argparse
import hashlib
import re
import subprocess
import sys
import time
from pathlib import Path

import torch

from ecgdigi.apis import load_tracenet
from ecgdigi.apis.precision import reading_precision
from ecgdigi.command_line import in_one_line, positive
from ecgdigi.io.train_log import read_train_log

COLUMNS = {'strip/snr_db': 'SNR, dB', 'strip/height_error_mm': 'height error, mm', 'strip/ink_accuracy': 'ink right'}
ROW_PX = (512, 2208)  # a row of a page as it is read: 64 by 276 mm
TIMES = 5
TRAIN = Path(__file__).parents[1] / 'train.py'


def variant(text: str) -> tuple[str, list[str]]:
    """Type of an argument NAME: KEY=VALUE ..."""
    name, _, changes = text.partition(':')
    if not name.strip() or not changes.split() or not all('=' in change for change in changes.split()):
        raise argparse.ArgumentTypeError(f'{text}: write NAME: KEY=VALUE KEY=VALUE ...')
    return name.strip(), changes.split()


def train(args: argparse.Namespace, name: str, changes: list[str]) -> Path:
    """The folder of a variant's run."""
    options = [f'train_cfg.max_iters={args.max_iters}', *args.cfg_options, *changes]
    digest = hashlib.sha256(repr([Path(args.config).read_text(), options]).encode()).hexdigest()
    # Runs with other settings lie in other folders.
    work_dir = args.work_dir / f'{re.sub(r"[^A-Za-z0-9]+", "_", name)}_{digest[:8]}'
    last = work_dir / f'iter_{args.max_iters}.pth'
    if not last.is_file():
        ends = [f'train_cfg.val_interval={args.max_iters}', 'default_hooks.ema=None']
        command = [sys.executable, TRAIN, args.config, '--work-dir', work_dir, '--amp', '--resume', '--cfg-options']
        done = subprocess.run([*map(str, command), *ends, *options], capture_output=True, text=True)
        if done.returncode or not last.is_file():
            raise RuntimeError(f'{name}: {(done.stderr.splitlines() or ["no checkpoint"])[-1]}')
    return work_dir


def reading_s(network: torch.nn.Module) -> float:
    """Seconds to read a row, the fastest of some tries."""
    row = network.data_preprocessor(dict(inputs=torch.full((1, 3, *ROW_PX), 200, dtype=torch.uint8)))['inputs']
    tries_s = []
    with torch.inference_mode(), reading_precision(network):
        for _ in range(TIMES):
            started_s = time.perf_counter()
            network(row)
            tries_s.append(time.perf_counter() - started_s)
    return min(tries_s)


def compare(args: argparse.Namespace) -> int:
    torch.set_num_threads(1)
    print(f'| variant | weights, M | {" | ".join(COLUMNS.values())} | a step of training, s | a row read, s |')
    print('|---' * (len(COLUMNS) + 4) + '|')
    for name, changes in [('as it is', []), *args.variant]:
        work_dir = train(args, name, changes)
        log, network = read_train_log(work_dir), load_tracenet(work_dir / f'iter_{args.max_iters}.pth')
        scores = ' | '.join(f'{log[key][1][-1]:.3f}' if key in log else '' for key in COLUMNS)
        steps_s = log['time'][1][log['time'][0] < args.max_iters]
        weights = sum(value.numel() for value in network.parameters()) / 1e6
        step_s = sorted(steps_s)[len(steps_s) // 2] if len(steps_s) else float('nan')
        print(f'| {name} | {weights:.2f} | {scores} | {step_s:.2f} | {reading_s(network):.2f} |', flush=True)
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('config', help='of a TraceNet')
    parser.add_argument('--variant', type=variant, action='append', default=[], metavar='NAME: KEY=VALUE ...', help='changes')
    parser.add_argument('--max-iters', type=positive, default=500, help='of each run; default 500')
    parser.add_argument('--work-dir', type=Path, default=Path('work_dirs/variants'), help='default work_dirs/variants')
    parser.add_argument('--cfg-options', nargs='+', default=[], metavar='KEY=VALUE', help='change the config for all')
    args = parser.parse_args()
    return in_one_line('compare_variants', lambda: compare(args))


if __name__ == '__main__':
    sys.exit(main())
