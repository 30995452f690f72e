"""Train a config's model in float32 and in bfloat16, step by step in turn on the same batches: speed and accuracy side by side.

Both start from the same weights and see the same strips; taking turns, they share whatever else the machine is doing.
"""

import argparse
import copy
import statistics
import sys
import time

import torch
from mmengine.evaluator import Evaluator
from mmengine.optim import build_optim_wrapper
from mmengine.registry import init_default_scope

from ecgdigi.config import load_config
from ecgdigi.datasets import collate_strips
from ecgdigi.registry import DATASETS, MODELS

WRAPPERS = {'float32': 'OptimWrapper', 'bfloat16': 'AmpOptimWrapper'}


def parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('config')
    parser.add_argument('--iters', type=int, default=150, help='steps of each kind; default 150')
    parser.add_argument('--val-pages', type=int, default=12, help='pages to judge both on; default 12')
    parser.add_argument('--lr', type=float, default=1e-3, help='constant learning rate; default 0.001')
    parser.add_argument('--device', default='cpu')
    parser.add_argument('--cfg-options', nargs='+', default=[], metavar='KEY=VALUE')
    return parser.parse_args()


def validate(model: torch.nn.Module, dataset, num_pages: int, evaluator_config: dict) -> dict[str, float]:
    evaluator = Evaluator([evaluator_config])
    model.eval()
    for page in range(num_pages):
        evaluator.process(model.val_step(collate_strips([dataset[page]])))
    model.train()
    return evaluator.evaluate(num_pages)


def main() -> int:
    args = parse_args()
    try:
        config = load_config(args.config, args.cfg_options)
    except (OSError, ValueError, ImportError) as error:
        print(f'amp: {error}', file=sys.stderr)
        return 2
    init_default_scope('ecgdigi')
    torch.manual_seed(0)
    first = MODELS.build(config.model).to(args.device)
    models = {kind: copy.deepcopy(first).train() for kind in WRAPPERS}
    settings = {**config.optim_wrapper, 'optimizer': {**config.optim_wrapper.optimizer, 'lr': args.lr}}
    wrappers = {kind: build_optim_wrapper(models[kind], {**settings, 'type': name}) for kind, name in WRAPPERS.items()}
    dataset, batch_size = DATASETS.build(config.train_dataloader.dataset), config.train_dataloader.batch_size
    seconds, losses = {kind: [] for kind in WRAPPERS}, {kind: [] for kind in WRAPPERS}
    for step in range(args.iters):
        batch = collate_strips([dataset[step * batch_size + k] for k in range(batch_size)])
        for kind, model in models.items():
            started = time.perf_counter()
            logged = model.train_step(batch, wrappers[kind])
            losses[kind].append(float(logged['loss'].detach()))
            seconds[kind].append(time.perf_counter() - started)
        print(f'\r{step + 1}/{args.iters}', end='', file=sys.stderr)
    print(file=sys.stderr)
    val_dataset = DATASETS.build(config.val_dataloader.dataset)
    scores = {kind: validate(model, val_dataset, args.val_pages, config.val_evaluator) for kind, model in models.items()}
    print_table(seconds, losses, scores, args)
    return 0


def print_table(seconds: dict, losses: dict, scores: dict, args: argparse.Namespace) -> None:
    median_s = {kind: statistics.median(times) for kind, times in seconds.items()}
    tail = max(args.iters // 3, 1)
    rows = {
        'median step, s': median_s,
        f'mean loss of the last {tail} steps': {kind: statistics.fmean(values[-tail:]) for kind, values in losses.items()},
    }
    rows |= {name: {kind: scores[kind][name] for kind in WRAPPERS} for name in scores['float32']}
    print(f'{args.config}, {args.device}, {torch.get_num_threads()} threads, torch {torch.__version__}, {args.iters} steps')
    print(f'| {"":34} | float32 | bfloat16 |\n|{"-" * 36}|---------|----------|')
    for name, values in rows.items():
        print(f'| {name:34} | {values["float32"]:7.4g} | {values["bfloat16"]:8.4g} |')
    print(f'speed-up of a step: {median_s["float32"] / median_s["bfloat16"]:.2f}')


if __name__ == '__main__':
    sys.exit(main())
