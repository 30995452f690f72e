"""The learning rate of every iteration of a run, without the run."""

from dataclasses import dataclass

import numpy as np
import torch
from mmengine.config import Config
from mmengine.optim.scheduler.param_scheduler import _ParamScheduler

from ecgdigi.registry import PARAM_SCHEDULERS

from .schedulers import refuse_other_count


@dataclass(frozen=True)
class ScheduleCurve:
    """Attributes:
    rates: (max_iters,) learning rate of each iteration.
    watches: name of the metric that a schedule watches, for which no progress was assumed; None if none does.
    """

    rates: np.ndarray
    watches: str | None


def schedule_curve(config: Config, epoch_length: int | None = None) -> ScheduleCurve:
    """Let a config's schedules run through all iterations.

    Args:
        config: with `train_cfg`, `optim_wrapper` and perhaps `param_scheduler`.
        epoch_length: iterations of an epoch; needed where `train_cfg` or a schedule counts epochs.

    Raises:
        ValueError: `epoch_length` is needed and not given; a schedule counts epochs where training counts iterations.
    """
    by_epoch = 'max_epochs' in config.train_cfg
    settings = config.get('param_scheduler') or []
    settings = [settings] if isinstance(settings, dict) else settings
    if epoch_length is None and (by_epoch or any(setting.get('convert_to_iter_based') for setting in settings)):
        raise ValueError('this config counts epochs: say how many iterations an epoch has')
    epoch_length = epoch_length or config.train_cfg.max_iters
    max_epochs = config.train_cfg.max_epochs if by_epoch else 1
    max_iters = max_epochs * epoch_length if by_epoch else config.train_cfg.max_iters
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=config.optim_wrapper.optimizer.lr)
    schedulers = []
    for setting in settings:
        end = max_epochs if setting.get('by_epoch', True) else max_iters
        schedulers.append(
            PARAM_SCHEDULERS.build({'end': end, **setting}, default_args=dict(optimizer=optimizer, epoch_length=epoch_length))
        )
    for scheduler in schedulers:
        refuse_other_count(scheduler, loop_by_epoch=by_epoch)
    val_every = config.train_cfg.get('val_interval', 1) * (epoch_length if by_epoch else 1)
    rates = np.empty(max_iters)
    optimizer.step()  # else MMEngine warns of schedules that step first
    for done in range(1, max_iters + 1):
        rates[done - 1] = optimizer.param_groups[0]['lr']
        _step(schedulers, by_epoch=False)
        if by_epoch and done % epoch_length == 0:
            _step(schedulers, by_epoch=True)
        if done % val_every == 0 or done == max_iters:
            for scheduler in _watching(schedulers):
                scheduler.step({scheduler.monitor: 1.0})
    return ScheduleCurve(rates, next((scheduler.monitor for scheduler in _watching(schedulers)), None))


def _step(schedulers: list[_ParamScheduler], by_epoch: bool) -> None:
    for scheduler in schedulers:
        if scheduler.by_epoch == by_epoch:
            scheduler.step()


def _watching(schedulers: list[_ParamScheduler]) -> list[_ParamScheduler]:
    return [scheduler for scheduler in schedulers if getattr(scheduler, 'need_val_args', False)]
