"""States of all random generators of a process."""

import random

import numpy as np
import torch


def get_rng_state() -> dict:
    """Plain data (tensors, numbers) of the states of Python, NumPy, torch and, where there is one, the GPU."""
    kind, keys, position, has_gauss, gauss = np.random.get_state()
    version, words, spare = random.getstate()
    return dict(
        python=[version, list(words), spare],
        numpy=[kind, torch.from_numpy(keys.astype(np.int64)), int(position), int(has_gauss), float(gauss)],
        torch=torch.get_rng_state(),
        cuda=torch.cuda.get_rng_state() if torch.cuda.is_available() else None,
    )


def set_rng_state(state: dict) -> None:
    """Set what `get_rng_state` returned."""
    version, words, spare = state['python']
    random.setstate((version, tuple(words), spare))
    kind, keys, position, has_gauss, gauss = state['numpy']
    np.random.set_state((kind, keys.cpu().numpy().astype(np.uint32), position, has_gauss, gauss))
    torch.set_rng_state(state['torch'].cpu())
    if state['cuda'] is not None and torch.cuda.is_available():
        torch.cuda.set_rng_state(state['cuda'].cpu())
