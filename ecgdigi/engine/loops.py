"""Training by iterations and by epochs, resumed at any iteration without reading again what was seen."""

import torch
from mmengine.runner import EpochBasedTrainLoop, IterBasedTrainLoop
from mmengine.runner.loops import _InfiniteDataloaderIterator

from ecgdigi.registry import LOOPS

from .loader_workers import seed_loader
from .sampler import ResumableEpochSampler, ResumableSampler


@LOOPS.register_module()
class ResumableIterLoop(IterBasedTrainLoop):
    """MMEngine's loop, whose sampler jumps to its place where the original reads and drops all batches up to it.

    Raises:
        ValueError: the sampler is no `ResumableSampler`.
    """

    def __init__(self, runner, dataloader, **kwargs):
        super().__init__(runner, dataloader, **kwargs)
        if not isinstance(self.dataloader.sampler, ResumableSampler):
            raise ValueError("ResumableIterLoop needs train_dataloader.sampler = dict(type='ResumableSampler')")

    def go_on_from(self, epoch: int, iteration: int) -> None:
        """Take the place of a run with so many iterations done."""
        refuse_begun_sum(self.runner.optim_wrapper.accumulative_counts, iteration, self._max_iters)
        self._epoch, self._iter = epoch, iteration
        self.dataloader.sampler.start = iteration * self.dataloader.batch_size
        # The first iterator is made when the loop is built, before this is known.
        self.dataloader_iterator = _InfiniteDataloaderIterator(self.dataloader)

    def run(self):
        """Train up to the last iteration."""
        self.runner.call_hook('before_train')
        self.runner.call_hook('before_train_epoch')
        while self._iter < self._max_iters and not self.stop_training:
            self.runner.model.train()
            self.run_iter(next(self.dataloader_iterator))
            self._decide_current_val_interval()
            if self.validates_after(self._iter):
                self.runner.val_loop.run()
        if self._iter == self._max_iters:  # stopped early, it is none: schedules would count it, and again after a resume
            self.runner.call_hook('after_train_epoch')
        self.runner.call_hook('after_train')
        return self.runner.model

    def validates_after(self, iters_done: int) -> bool:
        """Whether validation follows once so many iterations are done."""
        if self.runner.val_loop is None or iters_done < self.val_begin:
            return False
        return iters_done % self.val_interval == 0 or iters_done == self._max_iters


@LOOPS.register_module()
class ResumableEpochLoop(EpochBasedTrainLoop):
    """MMEngine's loop, which can begin inside an epoch. Gradients are accumulated within an epoch, never across its end.

    Raises:
        ValueError: the sampler is no `ResumableEpochSampler`.
    """

    def __init__(self, runner, dataloader, **kwargs):
        super().__init__(runner, dataloader, **kwargs)
        if not isinstance(self.dataloader.sampler, ResumableEpochSampler):
            raise ValueError("ResumableEpochLoop needs train_dataloader.sampler = dict(type='ResumableEpochSampler')")

    @property
    def epoch_length(self) -> int:
        """Iterations of an epoch."""
        return self._max_iters // self._max_epochs

    def go_on_from(self, epoch: int, iteration: int) -> None:
        """Take the place of a run with so many iterations done; their number says the epoch."""
        self._epoch, self._iter = iteration // self.epoch_length, iteration
        count = self.runner.optim_wrapper.accumulative_counts
        refuse_begun_sum(count, iteration % self.epoch_length, self.epoch_length)

    def run_epoch(self) -> None:
        """Train to the end of the epoch."""
        done = self._iter % self.epoch_length
        self.dataloader.sampler.start = done * self.dataloader.batch_size
        seed_loader(self.dataloader, self.runner.seed, self._epoch)
        self.runner.optim_wrapper.initialize_count_status(self.runner.model, done, self.epoch_length)
        self.runner.call_hook('before_train_epoch')
        self.runner.model.train()
        for index, batch in enumerate(self.dataloader, start=done):
            self.run_iter(index, batch)
            if self.stop_training and index + 1 < self.epoch_length:
                return
        self.runner.call_hook('after_train_epoch')
        self._epoch += 1

    def run(self) -> torch.nn.Module:
        """Train up to the last epoch."""
        self.runner.call_hook('before_train')
        while self._epoch < self._max_epochs and not self.stop_training:
            self.run_epoch()
            self._decide_current_val_interval()
            if self._iter % self.epoch_length == 0 and self.validates_after(self._iter):
                self.runner.val_loop.run()
        self.runner.call_hook('after_train')
        return self.runner.model

    def validates_after(self, iters_done: int) -> bool:
        """Whether validation follows once so many iterations are done."""
        epochs_done, rest = divmod(iters_done, self.epoch_length)
        if self.runner.val_loop is None or rest or epochs_done < self.val_begin:
            return False
        return epochs_done % self.val_interval == 0 or epochs_done == self._max_epochs


def refuse_begun_sum(accumulative_counts: int, done: int, length: int) -> None:
    """Raises ValueError where a checkpoint lies between the iterations of a step: their sum of gradients is not in it."""
    if done % accumulative_counts and done != length:
        raise ValueError(
            f'{done} iterations are no multiple of accumulative_counts={accumulative_counts}, and begun sums of gradients are '
            'not kept: resume from a checkpoint at a multiple, or with the accumulative_counts of before'
        )
