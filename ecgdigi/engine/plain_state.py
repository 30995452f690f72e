"""MMEngine's running state (progress, loss histories) as tensors and plain values, and back."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from mmengine.logging import HistoryBuffer

# Entries kept of each logged scalar; the log files hold them all.
MAX_HISTORY = 10_000


def to_plain(value):
    """Copy with NumPy values and mappings turned into what `torch.load(weights_only=True)` accepts."""
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, np.ndarray):
        return torch.from_numpy(np.ascontiguousarray(value))
    if isinstance(value, Mapping):
        return {key: to_plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(to_plain(item) for item in value)
    if isinstance(value, (Path, str)):
        return str(value)  # torch's version is a str of a kind of its own
    return value


def pack_message_hub(state: dict) -> dict:
    """`MessageHub.state_dict()` to plain data."""
    histories = {}
    for name, buffer in state['log_scalars'].items():
        values, counts = (torch.from_numpy(np.array(part[-MAX_HISTORY:], np.float64)) for part in buffer.data)
        histories[name] = dict(values=values, counts=counts)
    return dict(histories=histories, info=to_plain(state['runtime_info']), resumed_keys=dict(state['resumed_keys']))


def unpack_message_hub(packed: dict) -> dict:
    """Inverse of `pack_message_hub`."""
    scalars = {
        name: HistoryBuffer(history['values'].cpu().numpy(), history['counts'].cpu().numpy().astype(np.int64))
        for name, history in packed['histories'].items()
    }
    return dict(log_scalars=scalars, runtime_info=packed['info'], resumed_keys=packed['resumed_keys'])
