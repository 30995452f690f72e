"""When checkpoints are written, and which of them stay."""

import math
import os
import re
import time
from collections.abc import Callable
from pathlib import Path

from mmengine.dist import all_gather_object, broadcast_object_list
from mmengine.hooks import Hook

from ecgdigi.registry import HOOKS

from ..background import BackgroundJobs
from ..checkpoint import serialize, write_whole
from ..rng_state import get_rng_state
from ..run_state import collect_run_state

MODES = {'min': 1.0, 'max': -1.0}
_TEMPORARY = re.compile(r'\.(?:best_.+_)?(?:iter|epoch)_\d+\.(\d+)\.pth')


@HOOKS.register_module()
class TopKCheckpointHook(Hook):
    """Writes checkpoints at an interval and at the end, and the best ones by a metric of validation.

    Where a validation follows an iteration, the checkpoint is written after it: a resumed run then knows the result (best
    metric, schedules that watch a metric). A file is whole or absent; old ones are deleted only once the new one is on the
    disk, and only those that this run wrote.

    Args:
        interval: iterations (or epochs) from one checkpoint to the next, `iter_200.pth` (or `epoch_3.pth`).
        by_epoch: count epochs.
        keep_last: number of these that stay; -1: all.
        keep_every: those whose number is a multiple of it stay, too.
        monitor: name of a metric as validation logs it, 'strip/height_error_mm'; needed for `top_k`.
        mode: 'min' where less of the metric is better, 'max' where more is.
        top_k: number of best checkpoints that stay, `best_strip_height_error_mm_0.0537_iter_400.pth`.
        in_background: write in a thread while training goes on. Copying the state is what training waits for.

    Raises:
        ValueError: arguments that do not go together; checkpoints between accumulated iterations; a metric that validation
            does not give.
    """

    priority = 'VERY_LOW'

    def __init__(
        self,
        interval: int,
        by_epoch: bool = False,
        keep_last: int = 2,
        keep_every: int | None = None,
        monitor: str | None = None,
        mode: str = 'min',
        top_k: int = 0,
        in_background: bool = True,
    ):
        if mode not in MODES:
            raise ValueError(f'TopKCheckpointHook: mode={mode!r}; choose one of {", ".join(MODES)}')
        if top_k and not monitor:
            raise ValueError(f'TopKCheckpointHook: top_k={top_k} needs monitor, the name of a metric')
        for name, value in dict(interval=interval, keep_every=keep_every).items():
            if value is not None and value < 1:
                raise ValueError(f'TopKCheckpointHook: {name}={value} must be at least 1')
        if keep_last < -1 or keep_last == 0 or top_k < 0:
            raise ValueError(
                f'TopKCheckpointHook: keep_last={keep_last}, top_k={top_k}: keep at least the last one (keep_last=-1 keeps '
                'all), and 0 or more of the best'
            )
        self.interval = interval
        self.by_epoch = by_epoch
        self.keep_last = keep_last
        self.keep_every = keep_every
        self.monitor = monitor
        self.mode = mode
        self.top_k = top_k
        self.in_background = in_background
        self._jobs = BackgroundJobs()
        self._numbered: list[str] = []  # names of files, oldest first
        self._best: list[tuple[float, str]] = []  # (metric, name of file), best first
        self._outdated: list[str] = []  # deleted once the next one is written
        self._saved_at = -1  # iterations done at the last checkpoint
        self._postponed = False
        self._metric: float | None = None

    def before_train(self, runner) -> None:
        """Check that the interval fits; remove what a killed run left half-written."""
        count = getattr(runner.optim_wrapper, 'accumulative_counts', 1)
        epoch_length = epoch_length_of(runner.train_loop)
        if self.by_epoch and not epoch_length:
            raise ValueError('TopKCheckpointHook: by_epoch=True, but train_cfg counts iterations; choose an interval of those')
        if not self.by_epoch and (self.interval % count or epoch_length % count):
            raise ValueError(
                f'a checkpoint every {self.interval} iterations would fall between the accumulative_counts={count} iterations '
                'of a step, whose sum of gradients is not kept: choose a multiple, or by_epoch=True'
            )
        val_interval = getattr(runner.train_loop, 'val_interval', count)
        if self.top_k and not epoch_length and val_interval % count:
            raise ValueError(
                f'a best checkpoint after a validation every {val_interval} iterations would fall between the '
                f'accumulative_counts={count} iterations of a step: choose a multiple for train_cfg.val_interval'
            )
        if runner.rank == 0:
            Path(runner.work_dir).mkdir(parents=True, exist_ok=True)
            _remove_leftovers(Path(runner.work_dir))

    def after_load_checkpoint(self, runner, checkpoint: dict) -> None:
        """Know again what was written before a break."""
        if not runner._resume or 'kept_checkpoints' not in checkpoint:
            return
        kept, folder = checkpoint['kept_checkpoints'], Path(runner.work_dir)
        self._numbered = [name for name in kept['numbered'] if (folder / name).exists()]
        if (kept['monitor'], kept['mode']) == (self.monitor, self.mode):
            self._best = [(value, name) for value, name in kept['best'] if (folder / name).exists()]
        if runner.rank == 0:
            for name in kept['outdated']:  # where the run was killed before it could delete them
                (folder / name).unlink(missing_ok=True)

    def before_save_checkpoint(self, runner, checkpoint: dict) -> None:
        """Part of the content: the best metric and the files that belong to the run."""
        best = [list(entry) for entry in self._best]
        lists = dict(best=best, numbered=list(self._numbered), outdated=list(self._outdated))
        checkpoint['kept_checkpoints'] = dict(monitor=self.monitor, mode=self.mode, **lists)

    def after_train_iter(self, runner, batch_idx: int, data_batch=None, outputs: dict | None = None) -> None:
        """Write one, or leave it until the validation that follows. Raises OSError once the last one could not be written."""
        self._jobs.raise_if_failed()
        done, epoch_length = runner.iter + 1, epoch_length_of(runner.train_loop)
        if self.by_epoch or (epoch_length and done % epoch_length == 0):
            return  # left to the end of the epoch, where schedules by epoch have moved
        self._save_if_due(runner, done, runner.max_iters, iters_done=done, epochs_done=runner.epoch)

    def after_train_epoch(self, runner) -> None:
        """The same at the end of an epoch."""
        if not epoch_length_of(runner.train_loop):
            return  # the loop by iterations calls this once, at its end
        epochs_done = runner.epoch + 1
        done, last = (epochs_done, runner.max_epochs) if self.by_epoch else (runner.iter, runner.max_iters)
        self._save_if_due(runner, done, last, iters_done=runner.iter, epochs_done=epochs_done)

    def _save_if_due(self, runner, done: int, last: int, *, iters_done: int, epochs_done: int) -> None:
        is_due = done % self.interval == 0 or done == last
        if runner.train_loop.validates_after(iters_done):
            self._postponed = is_due
        elif is_due:
            self._save(runner, iters_done, epochs_done=epochs_done)

    def after_val_epoch(self, runner, metrics: dict | None = None) -> None:
        """Take the monitored metric.

        Raises:
            ValueError: there is none of this name.
        """
        if self.monitor is None:
            return
        if self.monitor not in (metrics or {}):
            raise ValueError(f'TopKCheckpointHook: monitor={self.monitor!r}, but validation gives {", ".join(metrics or {})}')
        self._metric = float(metrics[self.monitor])

    def after_val(self, runner) -> None:
        """Write what was left until now, and the best."""
        metric, self._metric = self._metric, None
        # The first process alone keeps the lists, and says whether there is something to write.
        decided = [self._enter(metric, runner) if metric is not None and runner.rank == 0 else None]
        broadcast_object_list(decided)
        best_name = decided[0]
        if self._postponed or best_name:
            self._save(runner, runner.iter, epochs_done=runner.epoch, numbered=self._postponed, best_name=best_name)
        self._postponed = False

    def after_train(self, runner) -> None:
        """The last one, where training was stopped early; and the end of all writing."""
        count = getattr(runner.optim_wrapper, 'accumulative_counts', 1)
        epoch_length = epoch_length_of(runner.train_loop)
        between_steps = (runner.iter % epoch_length if epoch_length else runner.iter) % count == 0
        if 0 < runner.iter != self._saved_at and (between_steps or runner.iter == runner.max_iters):
            self._save(runner, runner.iter, epochs_done=runner.epoch)
        self._jobs.wait()

    def _enter(self, metric: float, runner) -> str | None:
        """Name of the file if the metric is among the best; it is then in their list."""
        worst = self._best[-1][0] if len(self._best) >= self.top_k and self._best else math.inf * MODES[self.mode]
        is_better = metric * MODES[self.mode] < worst * MODES[self.mode]
        if not self.top_k or not math.isfinite(metric) or not is_better:
            return None
        name = f'best_{self.monitor.replace("/", "_")}_{metric:.6g}_{self._step_name(runner)}.pth'
        self._best = sorted([*self._best, (metric, name)], key=lambda entry: entry[0] * MODES[self.mode])
        return name

    def _step_name(self, runner) -> str:
        return f'epoch_{runner.epoch}' if self.by_epoch else f'iter_{runner.iter}'

    def _save(self, runner, iters_done: int, epochs_done: int, numbered: bool = True, best_name: str | None = None) -> None:
        started_s = time.perf_counter()
        runner.rng_states = all_gather_object(get_rng_state())  # of all processes; the first alone writes
        self._saved_at = iters_done
        if runner.rank:
            return
        folder = Path(runner.work_dir)
        whole_epochs = self.by_epoch and iters_done % epoch_length_of(runner.train_loop) == 0
        names = [f'epoch_{epochs_done}.pth' if whole_epochs else f'iter_{iters_done}.pth'] if numbered else []
        self._numbered = [name for name in self._numbered if name not in names] + names
        self._take_out_outdated()  # before the content is taken: a resumed run must know them as such
        data = serialize(collect_run_state(runner, epochs_done=epochs_done, iters_done=iters_done))
        # The best first: the numbered one already counts on it.
        names = ([best_name] if best_name else []) + names
        job = _write_then_delete(data, [folder / name for name in names], [folder / name for name in self._outdated])
        if self.in_background:
            self._jobs.submit(job)
        else:
            job()
        stall_s = time.perf_counter() - started_s
        runner.message_hub.update_scalar('checkpoint/stall_s', stall_s)
        runner.logger.info(f'Checkpoint {", ".join(names)}: {len(data) / 1e6:.1f} MB, training waited {stall_s:.3f} s')

    def _take_out_outdated(self) -> None:
        """Names to be deleted leave the lists."""
        recent = self._numbered if self.keep_last < 0 else self._numbered[-self.keep_last :]
        stay = [name for name in self._numbered if name in recent or self._is_milestone(name)]
        self._outdated = [name for name in self._numbered if name not in stay] + [name for _, name in self._best[self.top_k :]]
        self._numbered, self._best = stay, self._best[: self.top_k]

    def _is_milestone(self, name: str) -> bool:
        unit, _, number = name.removesuffix('.pth').rpartition('_')
        counts = unit == ('epoch' if self.by_epoch else 'iter')  # a run by epochs that was stopped inside one has others
        return counts and self.keep_every is not None and int(number) % self.keep_every == 0


def epoch_length_of(loop) -> int:
    """Iterations of an epoch; 0 for a loop that counts iterations."""
    return getattr(loop, 'epoch_length', 0)


def _write_then_delete(data: bytes, paths: list[Path], outdated: list[Path]) -> Callable[[], None]:
    def job() -> None:
        for path in paths:
            write_whole(data, path)
        for path in outdated:
            path.unlink(missing_ok=True)

    return job


def _remove_leftovers(folder: Path) -> None:
    """Temporary files of processes that are no more."""
    for path in folder.glob('.*.pth'):
        match = _TEMPORARY.fullmatch(path.name)
        if match and not _is_alive(int(match[1])):
            path.unlink(missing_ok=True)


def _is_alive(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
