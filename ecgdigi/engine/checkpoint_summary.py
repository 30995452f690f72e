"""What a checkpoint holds, in words."""

import datetime
import json
from collections.abc import Mapping

import torch

from .run_state import WHOLE_RUN, config_changes, config_json

# Of a training checkpoint; a weights file has the first alone.
SECTIONS = {
    'state_dict': 'weights',
    'ema_state_dict': 'the other weights',
    'optimizer': 'optimizer',
    'param_schedulers': 'schedules',
    'progress': 'histories',
    'rng_states': 'random states',
    'kept_checkpoints': 'kept files',
}


def summarize_checkpoint(content: dict, config=None) -> list[str]:
    """Lines that say what is in a checkpoint.

    Args:
        content: from `read_checkpoint`.
        config: to say what has changed in it since; None: nothing is said.
    """
    meta = content.get('meta', {})
    is_whole_run = content.keys() >= WHOLE_RUN
    lines = [
        'kind: ' + ('training checkpoint, can be resumed' if is_whole_run else 'weights alone, for load_from or reading pages')
    ]
    if is_whole_run:
        saved = datetime.datetime.fromtimestamp(meta['saved_at_s']).isoformat(' ', 'seconds')
        lines.append(f'progress: {meta["iter"]} of {meta["max_iters"]} iterations, {meta["epoch"]} epochs done; saved {saved}')
        lines.append(f'run: seed {meta["seed"]}, {meta["world_size"]} process(es)')
    lines += [_section(name, content[name]) for name in SECTIONS if name in content]
    if 'ema_state_dict' in content:
        lines.append('averaging: state_dict is the averaged model, ema_state_dict the one that training goes on from')
    if is_whole_run:
        lines += _of_a_run(content)
        lines.append('environment: ' + ', '.join(f'{name} {value}' for name, value in meta['environment'].items()))
        if config is not None:
            changes = config_changes(meta['config_json'], config)
            lines += [f'config has changed since: {change}' for change in changes] or ['config: as it was']
    else:
        lines += [f'note: {meta["note"]}'] if meta.get('note') else []
        if config is not None and meta.get('model'):
            same = json.loads(meta['model']) == json.loads(config_json(config)).get('model')
            lines.append('model: ' + ('as in the config' if same else 'another than in the config; see --config'))
    return lines


def weight_lines(content: dict) -> list[str]:
    """A line for each weight: name, type, shape, mean and spread."""
    lines = []
    for name, value in content['state_dict'].items():
        numbers = value.double()
        spread = f'  mean {numbers.mean():.4g}  std {numbers.std(correction=0):.4g}' if value.numel() else ''
        lines.append(f'{name}  {str(value.dtype).removeprefix("torch.")}  {tuple(value.shape)}{spread}')
    return lines


def config_text(content: dict) -> str:
    """The config of the run, or the model config of a weights file, as JSON for people."""
    meta = content.get('meta', {})
    text = meta.get('config_json') or meta.get('model')
    return json.dumps(json.loads(text), indent=2) if text else 'no config in this file'


def _section(name: str, value) -> str:
    tensors = list(_tensors(value))
    size_mb = sum(tensor.numel() * tensor.element_size() for tensor in tensors) / 1e6
    text = f'{name} ({SECTIONS[name]}): {len(tensors)} tensors, {size_mb:.2f} MB'
    if name.endswith('state_dict'):
        bad = [key for key, tensor in value.items() if not tensor.isfinite().all()]
        parameters = sum(tensor.numel() for tensor in tensors)
        text += f', {parameters / 1e6:.3f} M numbers, ' + (f'NOT FINITE: {", ".join(bad[:5])}' if bad else 'all finite')
    return text


def _of_a_run(content: dict) -> list[str]:
    optimizer = content['optimizer']
    rates = ', '.join(f'{group["lr"]:.4g}' for group in optimizer['param_groups'])
    lines = [f'learning rates: {rates}; steps left out: {optimizer.get("skipped_steps", 0)}']
    if optimizer.get('loss_scaler'):
        lines.append(f'loss scale: {optimizer["loss_scaler"]["scale"]:g}')
    histories = content['progress']['histories']
    for name in sorted(histories):
        if name.startswith(('train/loss', 'val/')):
            values = histories[name]['values']
            lines.append(f'history {name}: {len(values)} values, last {values[-1]:.5g}, lowest {values.min():.5g}')
    kept = content.get('kept_checkpoints', {})
    for value, name in kept.get('best', []):
        lines.append(f'best by {kept["monitor"]} ({kept["mode"]}): {value:.6g} in {name}')
    return lines


def _tensors(value):
    if isinstance(value, torch.Tensor):
        yield value
    elif isinstance(value, (Mapping, list, tuple)):
        for item in value.values() if isinstance(value, Mapping) else value:
            yield from _tensors(item)
