"""Learning-rate schedules under the names that PyTorch gives them."""

from mmengine.optim import ReduceOnPlateauLR
from mmengine.optim.scheduler.param_scheduler import INF

from ecgdigi.registry import PARAM_SCHEDULERS

RULES = {'min': 'less', 'max': 'greater'}


@PARAM_SCHEDULERS.register_module()
class ReduceLROnPlateau(ReduceOnPlateauLR):
    """MMEngine's ReduceOnPlateauLR with the arguments of PyTorch's class.

    Args:
        optimizer: config of it, or instance; given by the Runner.
        monitor: name of a metric as validation logs it, with its prefix: 'strip/height_error_mm'.
        mode: 'min' where less of the metric is better, 'max' where more is.
        factor: of the new rate to the old one.
        patience: validations (not epochs) without progress that are let pass; the rate falls at the next.
        threshold: by how much the metric must be better to count as progress.
        threshold_mode: 'rel' (a part of the best value) or 'abs'.
        cooldown: validations after a fall that are not counted.
        min_lr: the rate falls no further.
        eps: smallest fall of the rate that is made.
        begin, end: epochs (of the loop by iterations: always 0 and all) in which it acts.
        last_step, by_epoch, verbose: given by the Runner.

    Raises:
        ValueError: an unknown mode.
    """

    def __init__(
        self,
        optimizer,
        monitor: str,
        mode: str = 'min',
        factor: float = 0.1,
        patience: int = 10,
        threshold: float = 1e-4,
        threshold_mode: str = 'rel',
        cooldown: int = 0,
        min_lr: float = 0.0,
        eps: float = 1e-8,
        begin: int = 0,
        end: int = INF,
        last_step: int = -1,
        by_epoch: bool = True,
        verbose: bool = False,
    ):
        if mode not in RULES:
            raise ValueError(f'ReduceLROnPlateau: mode={mode!r}; choose one of {", ".join(RULES)}')
        super().__init__(
            optimizer, monitor=monitor, rule=RULES[mode], factor=factor, patience=patience, threshold=threshold,
            threshold_rule=threshold_mode, cooldown=cooldown, min_value=min_lr, eps=eps, begin=begin, end=end,
            last_step=last_step, by_epoch=by_epoch, verbose=verbose,
        )  # fmt: skip


def refuse_other_count(scheduler, loop_by_epoch: bool) -> None:
    """Raises ValueError for a schedule that counts epochs in a loop that counts iterations: it would never move."""
    watches = getattr(scheduler, 'need_val_args', False)
    if scheduler.by_epoch and not watches and not loop_by_epoch:
        name = type(scheduler).__name__
        raise ValueError(f'param_scheduler: {name} counts epochs, train_cfg iterations; write by_epoch=False')
