"""Time the training loop: our Runner with its hooks, a bare PyTorch loop, and Lightning if it is installed.

All three train the same model on the same batches with the same optimizer, warm-up and clipping, each in a process of its
own, in turn for several rounds, so that they share whatever else the machine is doing. All lay convolutions out channels last and
keep freed memory, as our Runner does. The Runner also averages weights,
checks every loss and gradient, logs, and writes checkpoints; Lightning logs and writes checkpoints; the bare loop does nothing
else.

Exit code: 0 measured, 1 a run failed, 2 wrong usage.
"""

import argparse
import importlib.util
import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import torch
from mmengine.registry import init_default_scope

from ecgdigi.command_line import in_one_line, positive
from ecgdigi.config import load_config

WARM_UP = 20  # iterations not counted: workers start, buffers grow
NEEDS = ('model', 'train_dataloader', 'optim_wrapper.clip_grad.max_norm', 'default_hooks.logger', 'default_hooks.checkpoint')
KINDS = ('bare', 'runner', 'lightning')
NAMES = {'bare': 'bare PyTorch loop', 'runner': 'our Runner, default hooks', 'lightning': 'Lightning'}


def prepared(args: argparse.Namespace):
    """The config with the length of this benchmark."""
    config = load_config(args.config, args.cfg_options)
    config.train_cfg = dict(type='ResumableIterLoop', max_iters=WARM_UP + args.iters, val_interval=10**9)
    for key in ('val_dataloader', 'val_cfg', 'val_evaluator'):
        config[key] = None
    config.default_hooks.checkpoint.update(interval=args.checkpoint_interval, keep_last=2, monitor=None, top_k=0)
    config.param_scheduler = [dict(type='LinearLR', start_factor=0.02, begin=0, end=60, by_epoch=False)]
    config.randomness = dict(seed=0)
    config.train_dataloader.update(num_workers=args.workers, persistent_workers=args.workers > 0)
    if not args.workers:
        config.train_dataloader.prefetch_factor = None
    init_default_scope('ecgdigi')
    return config


def train_runner(config, work_dir: Path, resume: bool = False) -> dict:
    """As tools/train.py does it."""
    from mmengine.hooks import Hook

    from ecgdigi.registry import RUNNERS

    class Stopwatch(Hook):
        priority = 'LOWEST'

        def __init__(self):
            self.ends_s, self.data_s, self.first_batch_s = [], [], None

        def before_train_iter(self, runner, batch_idx, data_batch=None):
            # The Runner's own data_time counts hooks that come after its timer, too.
            self.first_batch_s = self.first_batch_s or time.perf_counter()
            self.data_s.append(time.perf_counter() - self.ends_s[-1] if self.ends_s else 0.0)

        def after_train_iter(self, runner, batch_idx, data_batch=None, outputs=None):
            self.ends_s.append(time.perf_counter())

    config.work_dir, config.resume = str(work_dir), resume
    if resume:  # in the middle, where the first part of training went before
        max(work_dir.glob('iter_*.pth'), key=lambda path: path.stat().st_mtime).unlink()
        config.load_from = str(next(work_dir.glob('iter_*.pth')))
    runner = RUNNERS.build(config)
    stopwatch = Stopwatch()
    runner.register_hook(stopwatch)
    started_s = time.perf_counter()
    runner.train()
    if resume:
        return dict(to_first_batch_s=stopwatch.first_batch_s - started_s)
    hub = runner.message_hub
    return dict(
        ends_s=stopwatch.ends_s,
        data_s=stopwatch.data_s,
        stalls_s=hub.get_scalar('checkpoint/stall_s').data[0].tolist(),
        to_first_batch_s=stopwatch.first_batch_s - started_s,
        loss=float(hub.get_scalar('train/loss').data[0][-1]),
    )


def build_parts(config):
    """Model, loader, optimizer and warm-up for the two loops that are not ours."""
    from mmengine.optim import build_optim_wrapper
    from mmengine.runner import set_random_seed

    from ecgdigi.engine.allocator import keep_freed_memory
    from ecgdigi.engine.channels_last import lay_channels_last
    from ecgdigi.engine.runner import EcgRunner
    from ecgdigi.registry import MODELS

    keep_freed_memory()
    set_random_seed(0)
    device = 'cuda' if torch.cuda.is_available() else 'cpu'
    model = lay_channels_last(MODELS.build(config.model).to(device).train())
    wrapper = build_optim_wrapper(model, {**config.optim_wrapper, 'type': 'OptimWrapper'})
    warm_up = torch.optim.lr_scheduler.LambdaLR(wrapper.optimizer, lambda t: min(1.0, 0.02 + 0.98 * t / 59))
    return model, EcgRunner.build_dataloader(config.train_dataloader, seed=0), wrapper.optimizer, warm_up


def loss_of(model, batch, dtype: torch.dtype | None):
    batch = model.data_preprocessor(batch, True)
    with torch.autocast(batch['inputs'].device.type, dtype, enabled=dtype is not None):
        losses = model(**batch, mode='loss')
    return sum(value for name, value in losses.items() if 'loss' in name)


def autocast_type(config) -> torch.dtype | None:
    is_amp = config.optim_wrapper.type == 'AmpOptimWrapper'
    return getattr(torch, config.optim_wrapper.get('dtype', 'bfloat16')) if is_amp else None


def train_bare(config, work_dir: Path) -> dict:
    """Nothing but what training needs."""
    model, loader, optimizer, warm_up = build_parts(config)
    dtype, max_norm = autocast_type(config), config.optim_wrapper.clip_grad.max_norm
    batches, ends_s, data_s = iter(loader), [], []
    for _ in range(config.train_cfg.max_iters):
        asked_s = time.perf_counter()
        batch = next(batches)
        data_s.append(time.perf_counter() - asked_s)
        loss = loss_of(model, batch, dtype)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)
        optimizer.step()
        warm_up.step()
        last = loss.item()
        ends_s.append(time.perf_counter())
    return dict(ends_s=ends_s, data_s=data_s, loss=last)


def train_lightning(config, work_dir: Path) -> dict:
    """With its own defaults, but for the progress bar."""
    import lightning
    from lightning.pytorch.loggers import CSVLogger

    model, loader, optimizer, warm_up = build_parts(config)
    dtype = autocast_type(config)

    class Module(lightning.LightningModule):
        def __init__(self):
            super().__init__()
            self.net, self.last = model, 0.0

        def training_step(self, batch, batch_idx):
            loss = loss_of(self.net, batch, None)  # the trainer casts
            self.log('loss', loss)
            self.last = float(loss.detach())
            return loss

        def configure_optimizers(self):
            return dict(optimizer=optimizer, lr_scheduler=dict(scheduler=warm_up, interval='step'))

        def transfer_batch_to_device(self, batch, device, dataloader_idx):
            return batch  # the model's preprocessor does it

    class Stopwatch(lightning.Callback):
        ends_s: list = []

        def on_train_batch_end(self, *args):
            self.ends_s.append(time.perf_counter())

    trainer = lightning.Trainer(
        max_steps=config.train_cfg.max_iters,
        precision={None: '32-true', torch.bfloat16: 'bf16-mixed', torch.float16: '16-mixed'}[dtype],
        gradient_clip_val=config.optim_wrapper.clip_grad.max_norm,
        log_every_n_steps=config.default_hooks.logger.interval,
        logger=CSVLogger(work_dir),
        callbacks=[
            Stopwatch(),
            lightning.pytorch.callbacks.ModelCheckpoint(work_dir, every_n_train_steps=config.default_hooks.checkpoint.interval),
        ],
        enable_progress_bar=False,
        enable_model_summary=False,
    )
    module = Module()
    trainer.fit(module, loader)
    return dict(ends_s=Stopwatch.ends_s, loss=module.last)


TRAIN = {'bare': train_bare, 'runner': train_runner, 'lightning': train_lightning}


def run_child(kind: str, arguments: list[str], threads: int) -> dict:
    """One kind in a process of its own."""
    command = [sys.executable, __file__, *arguments, '--kind', kind]
    settings = {**os.environ, 'OMP_NUM_THREADS': str(threads)}
    result = subprocess.run(command, env=settings, capture_output=True, text=True, check=False)
    if result.returncode:
        raise RuntimeError(result.stderr.strip().rpartition('\n')[2])  # its one line
    return json.loads(result.stdout.splitlines()[-1])


def run_kind(args: argparse.Namespace) -> None:
    """One kind in this process; prints what was measured."""
    with tempfile.TemporaryDirectory() as folder:
        if args.kind == 'resume':
            train_runner(prepared(args), Path(folder))
            print(json.dumps(train_runner(prepared(args), Path(folder), resume=True)))
        else:
            print('\n' + json.dumps(TRAIN[args.kind](prepared(args), Path(folder))))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('config')
    parser.add_argument('--iters', type=positive, default=100, help=f'counted, after {WARM_UP} that are not; default 100')
    parser.add_argument('--rounds', type=positive, default=3, help='default 3')
    parser.add_argument('--threads', type=positive, default=torch.get_num_threads(), help='of training; default: one per core')
    parser.add_argument('--workers', type=int, default=2, help='processes that draw strips; default 2')
    parser.add_argument('--checkpoint-interval', type=positive, default=50, help='iterations; default 50')
    parser.add_argument('--cfg-options', nargs='+', default=[], metavar='KEY=VALUE')
    parser.add_argument('--kind', choices=[*KINDS, 'resume'], help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.kind:
        return in_one_line(args.kind, lambda: run_kind(args))
    try:
        load_config(args.config, args.cfg_options, NEEDS)
    except (OSError, ValueError, ImportError) as error:
        print(f'benchmark_train: {error}', file=sys.stderr)
        return 2
    kinds = [kind for kind in KINDS if kind != 'lightning' or importlib.util.find_spec('lightning')]
    results = {kind: [] for kind in kinds}
    try:
        for number in range(args.rounds):
            for kind in kinds:
                results[kind].append(run_child(kind, sys.argv[1:], args.threads))
                print(f'round {number + 1}/{args.rounds}: {kind}', file=sys.stderr)
        resumed = run_child('resume', sys.argv[1:], args.threads)
    except RuntimeError as error:
        print(f'benchmark_train: {error}', file=sys.stderr)
        return 1
    print_table(results, resumed, args)
    return 0


def iteration_times(run: dict) -> list[float]:
    return [after - before for before, after in itertools.pairwise(run['ends_s'][WARM_UP - 1 :])]


def print_table(results: dict[str, list[dict]], resumed: dict, args: argparse.Namespace) -> None:
    device = torch.cuda.get_device_name() if torch.cuda.is_available() else f'cpu, {args.threads} threads'
    print(
        f'{args.config}, {device}, torch {torch.__version__}, {args.workers} data workers, {args.rounds} rounds of {args.iters}'
    )
    print('| | median iteration, ms | mean, ms | mean against bare | waiting for data | last loss |\n|---|---|---|---|---|---|')
    round_means_s = {kind: [statistics.fmean(iteration_times(run)) for run in runs] for kind, runs in results.items()}
    bare_s = statistics.fmean(round_means_s['bare'])
    for kind, runs in results.items():
        times_s = [seconds for run in runs for seconds in iteration_times(run)]
        # The median of the rounds: what disturbs one of them does not decide.
        ratio = statistics.median(mean / bare for mean, bare in zip(round_means_s[kind], round_means_s['bare'], strict=True))
        waits_s = [seconds for run in runs for seconds in run.get('data_s', [])[WARM_UP:]]
        waiting = f'{100 * sum(waits_s) / sum(times_s):.2f} %' if waits_s else 'not told'
        milliseconds = f'{1000 * statistics.median(times_s):.1f} | {1000 * statistics.fmean(times_s):.1f}'
        print(f'| {NAMES[kind]} | {milliseconds} | {100 * (ratio - 1):+.1f} % | {waiting} | {runs[0]["loss"]:.6f} |')
    stalls_s = [seconds for run in results['runner'] for seconds in run['stalls_s']]
    mean_stall_s = statistics.fmean(stalls_s)
    print(
        f'Checkpoint every {args.checkpoint_interval} iterations: training waits {1000 * mean_stall_s:.0f} ms '
        f'(most {1000 * max(stalls_s):.0f}), {100 * mean_stall_s / args.checkpoint_interval / bare_s:.2f} % of the time.'
    )
    anew_s = statistics.fmean(run['to_first_batch_s'] for run in results['runner'])
    print(f'From runner.train() to the first batch: {anew_s:.2f} s anew, {resumed["to_first_batch_s"]:.2f} s resumed.')


if __name__ == '__main__':
    sys.exit(main())
