"""Whether a run can go on from a checkpoint."""

import json

import torch
from mmengine.hooks import EMAHook

from .rng_state import get_rng_state
from .run_state import WHOLE_RUN, unwrapped

START_ANEW = 'start anew from its weights with --cfg-options load_from='
# What the rest of a checkpoint is understood by -> its type.
_META = dict(iter=int, epoch=int, world_size=int, config_json=str)


def refuse_other_run(content: dict, runner, filename: str) -> None:
    """Compare a checkpoint with the run that is to go on from it.

    Args:
        content: from `read_checkpoint`.
        runner: an `EcgRunner` with its parts built.
        filename: of the checkpoint, for messages.

    Raises:
        ValueError: it holds weights alone, or not what a run writes; it is of a run of another length, whose schedules do not
            fit, of another model, or of another averaging.
    """
    anew = START_ANEW + filename
    absent = WHOLE_RUN - content.keys()
    if absent:
        raise ValueError(f'{filename}: holds weights alone (no {", ".join(sorted(absent))}); {anew}')
    meta = content.get('meta')
    if not isinstance(meta, dict) or not all(type(meta.get(key)) is kind for key, kind in _META.items()):
        raise ValueError(f'{filename}: does not say how far the run was; {anew}')
    try:
        json.loads(meta['config_json'])
    except ValueError:
        raise ValueError(f'{filename}: its config cannot be read; {anew}') from None
    for key in ('max_iters', 'max_epochs'):
        before, now = meta.get(key), getattr(runner.train_loop, key)
        if before is not None and before != now:
            raise ValueError(
                f'{filename}: of a run with {key}={before}, the config says {now}: its schedules do not fit; resume with '
                f'{before}, or {anew}'
            )
    if not 0 <= meta['iter'] <= runner.max_iters:
        raise ValueError(f'{filename}: {meta["iter"]} of {runner.max_iters} iterations done cannot be; {anew}')
    states = content['rng_states']
    whole = isinstance(states, list) and all(
        isinstance(state, dict) and state.keys() == get_rng_state().keys() for state in states
    )
    if not whole or len(states) != meta['world_size']:
        raise ValueError(f'{filename}: does not hold the random states of its {meta["world_size"]} process(es); {anew}')
    _refuse_other_model(content, runner, filename, anew)


def _refuse_other_model(content: dict, runner, filename: str, anew: str) -> None:
    averages = any(isinstance(hook, EMAHook) for hook in runner.hooks)
    if averages != ('ema_state_dict' in content):
        was = 'without' if averages else 'with'
        raise ValueError(f'{filename}: of a run {was} EMAHook, the config says otherwise: resume as it was, or {anew}')
    now = unwrapped(runner.model).state_dict()
    names = content['state_dict'].keys() ^ now.keys()
    if names:
        raise ValueError(f'{filename}: of another model; {len(names)} weights are in one alone: {", ".join(sorted(names)[:5])}')
    if averages:
        averaged = {name: value for name, value in content['ema_state_dict'].items() if name.startswith('module.')}
        same = {name.removeprefix('module.') for name in averaged} == now.keys()
        if not same or not all(isinstance(value, torch.Tensor) for value in averaged.values()):
            raise ValueError(f'{filename}: its ema_state_dict does not hold the weights of this model; {anew}')
