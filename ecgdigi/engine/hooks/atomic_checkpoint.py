"""When checkpoints are written."""

from mmengine.dist import all_gather_object
from mmengine.hooks import CheckpointHook

from ecgdigi.registry import HOOKS

from ..loops import ResumableIterLoop
from ..rng_state import get_rng_state


@HOOKS.register_module()
class AtomicCheckpointHook(CheckpointHook):
    """MMEngine's hook with files that are whole or absent, written after the validation that follows the same step.

    So a resumed run knows that validation's result (best metric, schedules that watch a metric) and goes on with the same
    random numbers.

    Args:
        kwargs: of MMEngine's CheckpointHook. Keep at least two checkpoints: an old one is deleted before the new one is
            written.

    Raises:
        ValueError: only one checkpoint is to be kept, or checkpoints would fall between accumulated iterations.
    """

    def __init__(self, **kwargs):
        if kwargs.get('max_keep_ckpts') == 1:
            raise ValueError('AtomicCheckpointHook: max_keep_ckpts=1 leaves none while one is written; keep 2')
        super().__init__(**{'backend_args': dict(backend='atomic'), **kwargs})
        self._postponed = False

    def before_train(self, runner) -> None:
        super().before_train(runner)
        count = getattr(runner.optim_wrapper, '_accumulative_counts', 1)
        if not self.by_epoch and self.interval > 0 and self.interval % count:
            raise ValueError(
                f'checkpoint interval {self.interval} is no multiple of accumulative_counts={count}: half-summed gradients '
                'are not kept, so a resumed run would differ'
            )

    def after_train_iter(self, runner, *args, **kwargs) -> None:
        loop = runner.train_loop
        self._postponed = not self.by_epoch and isinstance(loop, ResumableIterLoop) and loop.validation_due(runner.iter + 1)
        if not self._postponed:
            super().after_train_iter(runner, *args, **kwargs)

    def after_val(self, runner) -> None:
        if self._postponed and (runner.iter % self.interval == 0 or runner.iter == runner.max_iters):
            runner.logger.info(f'Saving checkpoint at {runner.iter} iterations')
            self._save_checkpoint_with_step(runner, runner.iter, dict(epoch=runner.epoch, iter=runner.iter))
        self._postponed = False

    def _save_checkpoint_with_step(self, runner, step, meta) -> None:
        runner.rng_states = all_gather_object(get_rng_state())  # of all processes; the file is written by the first alone
        super()._save_checkpoint_with_step(runner, step, meta)
