"""Training checkpoints as files: read without running code, written whole or not at all, found by number."""

import os
import re
from pathlib import Path

import torch
from mmengine.fileio import LocalBackend, register_backend

from ecgdigi.io.atomic import atomic_path

_NUMBERED = re.compile(r'(?:iter|epoch)_(\d+)\.pth')


def read_checkpoint(path: str | os.PathLike, map_location: str = 'cpu') -> dict:
    """Content of a checkpoint. Only tensors and plain values are accepted, so that no code in the file can run.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: the file is damaged, holds more than plain data, or is no checkpoint.
    """
    if not Path(path).is_file():
        raise FileNotFoundError(f'{path}: no such checkpoint')
    try:
        content = torch.load(path, map_location=map_location, weights_only=True)
    except Exception as error:  # torch raises half a dozen kinds for damaged files
        raise ValueError(
            f'{path}: not a readable checkpoint ({type(error).__name__}): damaged, or written by another program'
        ) from None
    if not isinstance(content, dict) or 'state_dict' not in content:
        raise ValueError(f'{path}: holds no state_dict, so it is no checkpoint')
    return content


def newest_checkpoint(work_dir: str | os.PathLike) -> Path | None:
    """The checkpoint of the latest iteration (or epoch) in a folder that can be read; None if there is none."""
    found = [(int(match[1]), path) for path in Path(work_dir).glob('*.pth') if (match := _NUMBERED.fullmatch(path.name))]
    for _, path in sorted(found, reverse=True):
        try:
            read_checkpoint(path)
        except ValueError:
            continue
        return path
    return None


@register_backend('atomic')
class AtomicBackend(LocalBackend):
    """MMEngine's local files, but a write that fails leaves the old file as it was."""

    def put(self, obj: bytes, filepath: str | os.PathLike) -> None:
        path = Path(filepath)
        path.parent.mkdir(parents=True, exist_ok=True)
        with atomic_path(path) as temporary, open(temporary, 'wb') as file:
            file.write(obj)
            file.flush()
            os.fsync(file.fileno())
