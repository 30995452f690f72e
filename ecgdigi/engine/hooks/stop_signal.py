"""An orderly end when a scheduler or the keyboard asks for it."""

import os
import signal

import torch
from mmengine.dist import all_reduce
from mmengine.hooks import Hook

from ecgdigi.registry import HOOKS

SECOND_TIME = b'\nstopping after this iteration, with a checkpoint; Ctrl-C again ends at once, without one\n'


@HOOKS.register_module()
class StopSignalHook(Hook):
    """After SIGTERM (or SIGUSR1, which Slurm can send ahead of it) training ends with a checkpoint after the running iteration.

    So it does after Ctrl-C, the first time; a second one ends a run of one process at once.

    `--resume` then goes on from there. All processes agree on the iteration. A validation that is under way, or due after that
    iteration, is made first, as the run without a break would.

    Args:
        interval: iterations between two looks; with several processes each look is a small message. Give the scheduler more
            seconds before SIGKILL than so many iterations, a validation and a checkpoint take.
    """

    priority = 'LOW'  # before the checkpoint hook, after everything that changes weights

    def __init__(self, interval: int = 1):
        self.interval = interval
        self.received: str | None = None
        self._handlers_before = {}
        self._alone = True  # without a launcher, which has a mind of its own about a second signal

    def before_train(self, runner) -> None:
        self._alone = not runner.distributed
        for number in (signal.SIGTERM, signal.SIGUSR1, signal.SIGINT):
            if number == signal.SIGINT and signal.getsignal(number) == signal.SIG_IGN:
                continue  # a job in the background of a shell, whose Ctrl-C is not meant for it
            self._handlers_before[number] = signal.signal(number, self._remember)

    def _remember(self, number: int, frame) -> None:
        self.received = signal.Signals(number).name
        if number == signal.SIGINT:
            signal.signal(number, signal.SIG_DFL)
            if self._alone:
                os.write(2, SECOND_TIME)  # to stderr; print does not bear to be called while it prints

    def after_train_iter(self, runner, batch_idx: int, data_batch=None, outputs: dict | None = None) -> None:
        if not self.every_n_train_iters(runner, self.interval) or not runner.optim_wrapper.should_update():
            return  # between accumulated iterations nothing can be saved
        asked = torch.tensor([float(self.received is not None)])
        if runner.distributed:
            asked = asked.to(next(runner.model.parameters()).device)
            all_reduce(asked, op='sum')
        if asked.item():
            self.received = self.received or 'a signal at another process'
            runner.train_loop.stop_training = True
            runner.logger.warning(f'{self.received}: stopping after iteration {runner.iter + 1}; go on with --resume')

    def after_train(self, runner) -> None:
        runner.stopped_by = self.received

    def after_run(self, runner) -> None:
        """Once the last checkpoint is written, signals do again what they did before."""
        for number, handler in self._handlers_before.items():
            signal.signal(number, handler)
