"""Training by iterations, resumed without reading again what was seen."""

from mmengine.runner import IterBasedTrainLoop
from mmengine.runner.loops import _InfiniteDataloaderIterator

from ecgdigi.registry import LOOPS

from .sampler import ResumableSampler


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

    def run(self):
        """Train up to the last iteration."""
        if self._iter:
            self.dataloader.sampler.start = self._iter * self.dataloader.batch_size
            # Before the hooks: restoring the states of the random generators must come after this.
            self.dataloader_iterator = _InfiniteDataloaderIterator(self.dataloader)
        self.runner.call_hook('before_train')
        self.runner.call_hook('before_train_epoch')
        while self._iter < self._max_iters and not self.stop_training:
            self.runner.model.train()
            self.run_iter(next(self.dataloader_iterator))
            self._decide_current_val_interval()
            if self.validation_due(self._iter):
                self.runner.val_loop.run()
        self.runner.call_hook('after_train_epoch')
        self.runner.call_hook('after_train')
        return self.runner.model

    def validation_due(self, done: int) -> bool:
        """Whether validation follows once `done` iterations are done."""
        if self.runner.val_loop is None or done < self.val_begin:
            return False
        return done % self.val_interval == 0 or done == self._max_iters
