"""Everything a training run is, as plain data, and back: what a checkpoint holds."""

import json
import time

import torch
from mmengine.model import is_model_wrapper

from .environment import describe_environment
from .plain_state import pack_message_hub, to_plain, unpack_message_hub

# Parts of the content without which a run cannot go on.
WHOLE_RUN = frozenset({'optimizer', 'param_schedulers', 'progress', 'rng_states'})
# Differ between runs that are the same.
# What a resumed run takes from the checkpoint, whatever the config says now.
_KEPT = ('optim_wrapper.optimizer.', 'optim_wrapper.paramwise_cfg.', 'param_scheduler.')
_NOT_COMPARED = ('work_dir', 'load_from', 'resume', 'launcher', 'experiment_name')


def unwrapped(model: torch.nn.Module) -> torch.nn.Module:
    """The model without its wrapper for several processes."""
    return model.module if is_model_wrapper(model) else model


def collect_run_state(runner, *, epochs_done: int, iters_done: int) -> dict:
    """Content of a checkpoint; hooks add theirs in `before_save_checkpoint` (the averaged model, the best metric).

    Args:
        runner: an `EcgRunner`, with `rng_states` of all processes up to date.
        epochs_done, iters_done: finished at this moment.

    Returns:
        Plain data that `torch.load(weights_only=True)` accepts, on the CPU.
    """
    meta = dict(
        epoch=epochs_done,
        iter=iters_done,
        max_iters=runner.max_iters,
        max_epochs=runner.max_epochs,
        seed=runner.seed,
        world_size=runner.world_size,
        saved_at_s=time.time(),
        # Text that nobody runs: MMEngine executes a key named `config` when it resumes.
        config_json=config_json(runner.cfg),
        environment=describe_environment(),
    )
    content = dict(
        meta=to_plain(meta),
        state_dict=unwrapped(runner.model).state_dict(),
        progress=pack_message_hub(runner.message_hub.state_dict()),
        optimizer=to_plain(runner.optim_wrapper.state_dict()),
        param_schedulers=[to_plain(scheduler.state_dict()) for scheduler in runner.param_schedulers or []],
        rng_states=runner.rng_states,
    )
    runner.call_hook('before_save_checkpoint', checkpoint=content)
    return on_cpu(content)


def restore_run_state(runner, content: dict) -> None:
    """Progress, optimizer and schedules of a runner whose parts are built and whose model is loaded."""
    runner.message_hub.load_state_dict(unpack_message_hub(content['progress']))
    runner.optim_wrapper = runner.build_optim_wrapper(runner.optim_wrapper)
    runner.optim_wrapper.load_state_dict(content['optimizer'])
    if runner.param_schedulers is not None:
        runner.param_schedulers = runner.build_param_scheduler(runner.param_schedulers)
        states = content['param_schedulers']
        if len(states) != len(runner.param_schedulers):
            raise ValueError(
                f'the checkpoint is of a run with {len(states)} schedules, the config has {len(runner.param_schedulers)}: '
                'resume with those of before, or start anew from its weights by load_from'
            )
        for scheduler, state in zip(runner.param_schedulers, states, strict=True):
            if state.keys() != scheduler.state_dict().keys():
                raise ValueError(f'the state of {type(scheduler).__name__} in it is not whole')
            scheduler.load_state_dict(state)
    states = content['rng_states']
    # With another number of processes than before there is no state to go on from.
    runner.rng_state_to_restore = states[runner.rank] if len(states) == runner.world_size else None


def config_json(config) -> str:
    """A config as JSON."""
    return json.dumps(config.to_dict(), default=str)


def config_changes(before_json: str, now) -> list[str]:
    """Keys of which two configs differ, with both values, and what becomes of them in a resumed run."""
    before = _flat(json.loads(before_json))
    after = _flat(json.loads(config_json(now)))
    changed = [key for key in sorted(before.keys() | after.keys()) if before.get(key) != after.get(key)]
    return [
        f'{key}: {before.get(key, "absent")} -> {after.get(key, "absent")}'
        + (' (a resumed run goes on as before; to change it, start anew by load_from)' if key.startswith(_KEPT) else '')
        for key in changed
        if key.split('.')[0] not in _NOT_COMPARED
    ]


def _flat(value, prefix: str = '') -> dict:
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list) and any(isinstance(item, (dict, list)) for item in value):
        items = enumerate(value)
    else:
        return {prefix: value}
    return {key: leaf for name, item in items for key, leaf in _flat(item, f'{prefix}.{name}'.lstrip('.')).items()}


def on_cpu(value):
    """Nested plain data with all tensors on the CPU."""
    if isinstance(value, torch.Tensor):
        return value.detach().cpu()
    if isinstance(value, dict):
        return {key: on_cpu(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(on_cpu(item) for item in value)
    return value
