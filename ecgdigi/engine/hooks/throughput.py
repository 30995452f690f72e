"""How fast a run is and what it takes."""

import resource
import sys
import time

from mmengine.hooks import Hook, LoggerHook

from ecgdigi.registry import HOOKS


@HOOKS.register_module()
class ThroughputHook(Hook):
    """Logs samples per second of all processes, and the peak memory of this one.

    `train/<unit>_per_s`: over the iterations since the last log, with loading and checkpoints, without validation.
    `train/process_gb`: the most main memory that this process has held, in 10^9 bytes, without its data workers. (GPU
    memory, in MB, and the remaining time are logged by MMEngine.)

    Args:
        unit: what an element of a batch's `inputs` is: 'strips', 'pages'.
    """

    priority = 'NORMAL'  # before the LoggerHook writes

    def __init__(self, unit: str = 'strips'):
        self.unit = unit
        self._interval = 1
        self._count = 0
        self._elapsed_s = 0.0
        self._last_s = 0.0

    def before_train(self, runner) -> None:
        """Take the rhythm of the log."""
        self._interval = next((hook.interval for hook in runner.hooks if isinstance(hook, LoggerHook)), 1)

    def before_train_epoch(self, runner) -> None:
        """Start the clock."""
        self._last_s = time.perf_counter()

    def after_val_epoch(self, runner, metrics: dict | None = None) -> None:
        """Start the clock again."""
        self._last_s = time.perf_counter()

    def after_train_iter(self, runner, batch_idx: int, data_batch=None, outputs: dict | None = None) -> None:
        """Count the batch."""
        now_s = time.perf_counter()
        self._elapsed_s += now_s - self._last_s
        self._last_s = now_s
        self._count += len(data_batch['inputs']) * runner.world_size
        if self.every_n_inner_iters(batch_idx, self._interval):
            runner.message_hub.update_scalar(f'train/{self.unit}_per_s', self._count / self._elapsed_s)
            runner.message_hub.update_scalar('train/process_gb', peak_memory_bytes() / 1e9)
            self._count, self._elapsed_s = 0, 0.0


def peak_memory_bytes() -> int:
    """The most main memory that this process has held so far."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == 'darwin' else peak * 1024
