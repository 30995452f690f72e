"""Weights that ship with the package.

They are stored as safetensors: nothing but tensors, and texts, of which `model` is the model's config as JSON.
"""

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

from ecgdigi.io.weights_file import SUFFIX, read_weights_bytes

FOLDER = Path(__file__).parent
INDEX = FOLDER / 'index.json'


@dataclass(frozen=True)
class WeightsFile:
    """Attributes: state_dict: name to tensor; model: the model's config; meta: everything else that was stored."""

    state_dict: dict
    model: dict
    meta: dict


def published() -> dict[str, dict[str, str]]:
    """What is known of each of the weights that ship with the package: 'file', 'sha256', 'data', 'licence'."""
    return json.loads(INDEX.read_text())


def find_weights(name: str) -> Path:
    """File of published weights, its hash verified.

    Raises:
        FileNotFoundError: no published weights of that name, and no such file.
        ValueError: the file differs from what was published.
    """
    index = published()
    if name not in index:
        raise FileNotFoundError(f'{name}: no such file, and no published weights of that name ({", ".join(index)})')
    path = FOLDER / index[name]['file']
    if hashlib.sha256(path.read_bytes()).hexdigest() != index[name]['sha256']:
        raise ValueError(f'{path}: differs from the published file; reinstall ecgdigi')
    return path


def read_weights_file(path: str | os.PathLike) -> WeightsFile:
    """Read a weights file or a training checkpoint. Only tensors and plain values are accepted; no code runs.

    Raises:
        ValueError: the file is damaged, or is no weights file.
    """
    content = read_weights_bytes(path) if Path(path).suffix == SUFFIX else _read_checkpoint(path)
    meta = content.get('meta') if isinstance(content, dict) else None
    if not isinstance(meta, dict) or 'state_dict' not in content or not meta.keys() & {'model', 'config_json'}:
        raise ValueError(f'{path}: holds no state_dict with its model config; make it with tools/model/publish.py')
    try:
        model = json.loads(meta['model']) if 'model' in meta else json.loads(meta['config_json'])['model']
    except (TypeError, ValueError, KeyError, RecursionError):
        model = None
    if not isinstance(model, dict) or not isinstance(content['state_dict'], dict):
        raise ValueError(
            f'{path}: its model config is no JSON object, or its weights are none; make it with tools/model/publish.py'
        )
    return WeightsFile(content['state_dict'], model, meta)


def _read_checkpoint(path: str | os.PathLike):
    import torch

    try:
        return torch.load(path, map_location='cpu', weights_only=True)
    except Exception as error:  # torch raises half a dozen kinds for damaged files
        raise ValueError(f'{path}: not a readable checkpoint ({type(error).__name__}); is the file complete?') from None
