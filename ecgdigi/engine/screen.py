"""What of a run's log is shown on the screen; its file holds all."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def only_warnings_on_screen(logger: logging.Logger) -> Iterator[None]:
    """Inside, what is no warning goes to the log file alone."""
    screens = [handler for handler in logger.handlers if not isinstance(handler, logging.FileHandler)]
    before = [handler.level for handler in screens]
    for handler in screens:
        handler.setLevel(max(handler.level, logging.WARNING))
    try:
        yield
    finally:
        for handler, level in zip(screens, before, strict=True):
            handler.setLevel(level)


def describe_run(runner) -> str:
    """What runs where, in a few short lines. Args: runner: with its model and logger built."""
    weights = sum(weight.numel() for weight in runner.model.parameters())
    device = next((str(weight.device) for weight in runner.model.parameters()), 'no device')
    where = device if runner.world_size == 1 else f'{device} and {runner.world_size - 1} more'
    lines = [
        f'config    {runner.cfg.filename or "given by a program"}',
        f'model     {runner.model_name}, {weights:,} weights, on {where}',
        f'work dir  {runner.work_dir}',
        f'log file  {runner.logger.log_file}: with the whole config, versions and hooks',
    ]
    return '\n' + '\n'.join(lines)
