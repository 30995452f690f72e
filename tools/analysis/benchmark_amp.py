"""Train a config's model in float32 and in mixed precision: speed, peak memory and accuracy side by side.

Both start from the same weights and see the same strips, step by step in turn, so that they share whatever else the machine is
doing. Peak memory is what a few steps need beside the model and its data, each in a process of its own: on a GPU as PyTorch
counts it, on the CPU as the system does.
"""

import argparse
import copy
import multiprocessing
import statistics
import sys
import time
from concurrent.futures import ProcessPoolExecutor

import torch
from mmengine.evaluator import Evaluator
from mmengine.optim import build_optim_wrapper
from mmengine.registry import init_default_scope

from ecgdigi.command_line import in_one_line, positive
from ecgdigi.config import load_config
from ecgdigi.datasets import collate_strips
from ecgdigi.engine.hooks.throughput import peak_memory_bytes
from ecgdigi.registry import DATASETS, MODELS

MEMORY_STEPS = 4
NEEDS = ('model', 'train_dataloader', 'val_dataloader', 'val_evaluator', 'optim_wrapper.optimizer')


def parse_args() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('config')
    parser.add_argument('--iters', type=positive, default=150, help='steps of each kind; default 150')
    parser.add_argument('--val-pages', type=positive, default=12, help='pages to judge both on; default 12')
    parser.add_argument('--lr', type=float, default=1e-3, help='constant learning rate; default 0.001')
    parser.add_argument(
        '--device', choices=['cuda', 'cpu'], default='cuda' if torch.cuda.is_available() else 'cpu', help='default: the GPU'
    )
    parser.add_argument(
        '--dtype', choices=['bfloat16', 'float16'], default='bfloat16', help='of mixed precision; float16: GPU alone'
    )
    parser.add_argument('--cfg-options', nargs='+', default=[], metavar='KEY=VALUE')
    return parser.parse_args()


def validate(model: torch.nn.Module, dataset, num_pages: int, evaluator_config: dict) -> dict[str, float]:
    evaluator = Evaluator([evaluator_config])
    model.eval()
    for page in range(num_pages):
        evaluator.process(model.val_step(collate_strips([dataset[page]])))
    model.train()
    return evaluator.evaluate(num_pages)


def make_wrapper(kind: str, model: torch.nn.Module, config, lr: float):
    """Optimizer of a model in float32, or in the other precision."""
    settings = {**config.optim_wrapper, 'optimizer': {**config.optim_wrapper.optimizer, 'lr': lr}}
    settings |= dict(type='OptimWrapper') if kind == 'float32' else dict(type='AmpOptimWrapper', dtype=kind)
    return build_optim_wrapper(model, settings)


def make_batch(dataset, batch_size: int, number: int) -> dict:
    return collate_strips([dataset[number * batch_size + k] for k in range(batch_size)])


def peak_bytes(kind: str, args: argparse.Namespace) -> int:
    """Most memory that training steps take; in a process of its own."""
    config = load_config(args.config, args.cfg_options)
    init_default_scope('ecgdigi')
    model = MODELS.build(config.model).to(args.device).train()
    optim_wrapper = make_wrapper(kind, model, config, args.lr)
    batch = make_batch(DATASETS.build(config.train_dataloader.dataset), config.train_dataloader.batch_size, 0)
    on_gpu = args.device == 'cuda'
    before = torch.cuda.memory_allocated() if on_gpu else peak_memory_bytes()
    for _ in range(MEMORY_STEPS):
        model.train_step(batch, optim_wrapper)
    return (torch.cuda.max_memory_allocated() if on_gpu else peak_memory_bytes()) - before


def compare(args: argparse.Namespace, config) -> dict[str, dict[str, float]]:
    """Name of the figure -> kind -> value."""
    init_default_scope('ecgdigi')
    kinds = ('float32', args.dtype)
    torch.manual_seed(0)
    first = MODELS.build(config.model).to(args.device)
    models = {kind: copy.deepcopy(first).train() for kind in kinds}
    wrappers = {kind: make_wrapper(kind, model, config, args.lr) for kind, model in models.items()}
    dataset = DATASETS.build(config.train_dataloader.dataset)
    seconds, losses = {kind: [] for kind in kinds}, {kind: [] for kind in kinds}
    for step in range(args.iters):
        batch = make_batch(dataset, config.train_dataloader.batch_size, step)
        for kind, model in models.items():
            started = time.perf_counter()
            logged = model.train_step(batch, wrappers[kind])
            losses[kind].append(float(logged['loss'].detach()))
            seconds[kind].append(time.perf_counter() - started)
        print(f'\r{step + 1}/{args.iters}', end='', file=sys.stderr)
    print(file=sys.stderr)
    tail = max(args.iters // 3, 1)
    val_dataset = DATASETS.build(config.val_dataloader.dataset)
    scores = {kind: validate(model, val_dataset, args.val_pages, config.val_evaluator) for kind, model in models.items()}
    rows = {
        'median step, s': {kind: statistics.median(times) for kind, times in seconds.items()},
        f'mean loss of the last {tail} steps': {kind: statistics.fmean(values[-tail:]) for kind, values in losses.items()},
    }
    return rows | {name: {kind: scores[kind][name] for kind in kinds} for name in scores['float32']}


def main() -> int:
    args = parse_args()
    try:
        config = load_config(args.config, args.cfg_options, NEEDS)
    except (OSError, ValueError, ImportError) as error:
        print(f'benchmark_amp: {error}', file=sys.stderr)
        return 2
    return in_one_line('benchmark_amp', lambda: measure(args, config))


def measure(args: argparse.Namespace, config) -> None:
    peaks = {}
    for kind in ('float32', args.dtype):
        with ProcessPoolExecutor(1, multiprocessing.get_context('spawn')) as pool:
            peaks[kind] = pool.submit(peak_bytes, kind, args).result() / 1e9
    rows = compare(args, config)
    rows = {'median step, s': rows.pop('median step, s'), 'peak memory of a step, GB': peaks, **rows}
    device = torch.cuda.get_device_name() if args.device == 'cuda' else f'cpu, {torch.get_num_threads()} threads'
    print(f'{args.config}, {device}, torch {torch.__version__}, {args.iters} steps')
    print(f'| {"":34} | float32 | {args.dtype} |\n|{"-" * 36}|---------|----------|')
    for name, values in rows.items():
        print(f'| {name:34} | {values["float32"]:7.4g} | {values[args.dtype]:8.4g} |')
    speeds, memory = rows['median step, s'], peaks
    print(
        f'{speeds["float32"] / speeds[args.dtype]:.2f} times the speed, '
        f'{100 * (1 - memory[args.dtype] / memory["float32"]):.0f} % less memory'
    )


if __name__ == '__main__':
    sys.exit(main())
