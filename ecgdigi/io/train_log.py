"""What a training run has logged."""

import json
import os
from pathlib import Path

import numpy as np


def read_train_log(path: str | os.PathLike) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Curves of a run, its parts before and after a resume joined: what was logged later counts.

    Args:
        path: a run's folder, or a file of one logged dict a line.

    Returns:
        Name of the quantity -> (iterations, values), in order.

    Raises:
        FileNotFoundError: no log is there.
        ValueError: the file is no log.
    """
    path = Path(path)
    if not path.exists():
        raise FileNotFoundError(f'{path}: no such run or log')
    files = sorted(path.glob('*/vis_data/*.json')) if path.is_dir() else [path]
    files = [file for file in files if file.name != 'config.json' and (path.is_file() or file.stem == file.parents[1].name)]
    if not files or not files[0].is_file():
        raise FileNotFoundError(f'{path}: no training log; give the work dir of a run, or a file of its vis_data')
    points: dict[str, dict[int, float]] = {}
    for file in files:
        for k, line in enumerate(file.read_bytes().splitlines(), start=1):
            try:
                entry = json.loads(line)
                step = int(entry.pop('step'))
            except (ValueError, KeyError, TypeError, AttributeError):
                if k == 1:
                    raise ValueError(f'{file}: not a training log (line {k})') from None
                continue  # the last line of a killed run may be half-written
            for name, value in entry.items():
                if isinstance(value, (int, float)):
                    points.setdefault(name, {})[step] = float(value)
    curves = {name: sorted(values.items()) for name, values in points.items()}
    return {name: tuple(np.array(part) for part in zip(*values, strict=True)) for name, values in curves.items()}
