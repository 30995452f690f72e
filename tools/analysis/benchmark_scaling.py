"""Time training steps in one process and in several on this machine, and say what communication costs.

Three kinds take turns, each process with one thread and a batch of its own that stays the same: one process; several that train
together (DDP); and as many that train side by side without talking. What the second takes longer than the third is
communication, waiting for each other included; what the third takes longer than the first is the machine, whose cores share
memory and clock.

Exit code: 0 measured, 1 a run failed, 2 wrong usage.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time

import torch
from mmengine.optim import build_optim_wrapper
from mmengine.registry import init_default_scope

from ecgdigi.command_line import in_one_line, positive
from ecgdigi.config import load_config
from ecgdigi.datasets import collate_strips
from ecgdigi.engine.launch import process_group
from ecgdigi.registry import DATASETS, MODEL_WRAPPERS, MODELS

WARM_UP = 5  # steps not counted
NEEDS = ('model', 'train_dataloader', 'optim_wrapper.optimizer', 'model_wrapper_cfg')
KINDS = {'alone': '1 process', 'together': '{} processes, DDP', 'side by side': '{} processes that do not talk'}


def step_times(args: argparse.Namespace) -> dict:
    """Seconds of each training step of this process, and its number of strips."""
    with process_group('pytorch' if args.child == 'together' else 'none'):
        return _step_times(args)


def _step_times(args: argparse.Namespace) -> dict:
    config = load_config(args.config, args.cfg_options)
    init_default_scope('ecgdigi')
    rank, loader = int(os.environ.get('RANK', 0)), config.train_dataloader
    dataset = DATASETS.build(loader.dataset)
    batch = collate_strips([dataset[rank * loader.batch_size + k] for k in range(loader.batch_size)])
    torch.manual_seed(0)
    device = 'cuda' if torch.cuda.is_available() else 'cpu'
    model = MODELS.build(config.model).to(device).train()
    if args.child == 'together':
        model = MODEL_WRAPPERS.build(dict(config.model_wrapper_cfg, module=model))
    optim_wrapper = build_optim_wrapper(model, config.optim_wrapper)
    times_s = []
    for _ in range(WARM_UP + args.iters):
        started_s = time.perf_counter()
        model.train_step(batch, optim_wrapper)
        if device == 'cuda':
            torch.cuda.synchronize()
        times_s.append(time.perf_counter() - started_s)
    return dict(times_s=times_s[WARM_UP:], strips=len(batch['inputs']))


def report(measured: dict) -> None:
    """Print it as a line, in one write: processes share the pipe, and `print` may write the line's end apart."""
    sys.stdout.write(json.dumps(measured) + '\n')


def run_kind(kind: str, args: argparse.Namespace) -> list[dict]:
    """What every process of a kind has measured. Raises RuntimeError."""
    child = [__file__, *sys.argv[1:], '--child', kind]
    torchrun = [sys.executable, '-m', 'ecgdigi.engine.elastic', '--standalone', '--nproc-per-node', str(args.processes)]
    command = torchrun + child if kind == 'together' else [sys.executable, *child]
    pipes = dict(stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    copies = args.processes if kind == 'side by side' else 1
    processes = [subprocess.Popen(command, env={**os.environ, 'OMP_NUM_THREADS': '1'}, **pipes) for _ in range(copies)]
    outputs = [process.communicate() for process in processes]
    if any(process.returncode for process in processes):
        raise RuntimeError(outputs[0][1].strip().rpartition('\n')[2])  # its one line
    return [json.loads(line) for printed, _ in outputs for line in printed.splitlines() if line.startswith('{')]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('config')
    parser.add_argument('--processes', type=positive, default=2, help='default 2')
    parser.add_argument('--iters', type=positive, default=30, help='steps counted, of each run; default 30')
    parser.add_argument('--rounds', type=positive, default=3, help='default 3')
    parser.add_argument('--cfg-options', nargs='+', default=[], metavar='KEY=VALUE')
    parser.add_argument('--child', choices=KINDS, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.child:
        return in_one_line(args.child, lambda: report(step_times(args)))
    try:
        load_config(args.config, args.cfg_options, NEEDS)
    except (OSError, ValueError, ImportError) as error:
        print(f'benchmark_scaling: {error}', file=sys.stderr)
        return 2
    found = {kind: [] for kind in KINDS}
    try:
        for number in range(args.rounds):
            for kind, results in found.items():
                results += run_kind(kind, args)
                print(f'round {number + 1}/{args.rounds}: {kind}', file=sys.stderr)
    except RuntimeError as error:
        print(f'benchmark_scaling: {error}', file=sys.stderr)
        return 1
    print_table(found, args)
    return 0


def print_table(found: dict[str, list[dict]], args: argparse.Namespace) -> None:
    strips = found['alone'][0]['strips']
    median_s = {kind: statistics.median(s for result in results for s in result['times_s']) for kind, results in found.items()}
    print(
        f'{args.config}, {strips} strips per process and step, 1 thread each, {os.cpu_count()} cores, torch {torch.__version__}'
    )
    print('| | step, ms | per strip, ms |\n|---|---|---|')
    for kind, name in KINDS.items():
        processes = 1 if kind == 'alone' else args.processes
        print(f'| {name.format(processes)} | {1000 * median_s[kind]:.1f} | {1000 * median_s[kind] / strips / processes:.2f} |')
    gain = args.processes * median_s['alone'] / median_s['together']
    lost = 1 - median_s['side by side'] / median_s['together']
    print(f'{args.processes} processes do {gain:.2f} times the work of one; {100 * lost:.1f} % of their time is communication.')


if __name__ == '__main__':
    sys.exit(main())
