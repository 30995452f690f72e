"""Validation of both models that a run with averaging holds."""

import torch
from mmengine.runner import ValLoop

from ecgdigi.registry import LOOPS


@LOOPS.register_module()
class RawAndAveragedValLoop(ValLoop):
    """Judges the weights as they are, and then, with all hooks, those that EMAHook has averaged.

    The first figures are logged as `raw/<metric>`; only the second are seen by hooks and schedules that watch a metric. Takes
    twice the time of MMEngine's ValLoop.
    """

    def run(self) -> dict:
        """Judge. Returns: metrics of the averaged weights."""
        for name, value in self.judge_raw().items():
            self.runner.message_hub.update_scalar(f'val/raw/{name}', value)
        return super().run()

    @torch.no_grad()
    def judge_raw(self) -> dict[str, float]:
        """Metrics of the weights as they are."""
        self.runner.model.eval()
        for batch in self.dataloader:
            self.evaluator.process(data_samples=self.runner.model.val_step(batch), data_batch=batch)
        return self.evaluator.evaluate(len(self.dataloader.dataset))
