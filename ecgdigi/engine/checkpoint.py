"""Training checkpoints as files: read without running code, written whole or not at all, the newest found."""

import io
import os
import re
import sys
import zipfile
from pathlib import Path

import torch
from mmengine.dist import broadcast_object_list, get_rank

from ecgdigi.io.atomic import atomic_path
from ecgdigi.io.weights_file import SUFFIX, read_weights_bytes

# What a training run writes: iter_200.pth, epoch_3.pth, best_strip_snr_db_12.3_iter_200.pth.
_OF_A_RUN = re.compile(r'(?:best_.+_)?(?:iter|epoch)_\d+\.pth')


def read_checkpoint(path: str | os.PathLike, map_location: str = 'cpu') -> dict:
    """Content of a checkpoint or weights file, checksums compared. Only tensors and plain values are accepted: no code can run.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: the file is damaged, holds more than plain data, or is no checkpoint.
    """
    if not Path(path).is_file():
        raise FileNotFoundError(f'{path}: ' + ('a folder; name a file in it' if Path(path).is_dir() else 'no such checkpoint'))
    if Path(path).suffix == SUFFIX:
        return read_weights_bytes(path)
    try:
        with zipfile.ZipFile(path) as archive:  # torch itself compares no checksums
            damaged = archive.testzip()
        if damaged:
            raise ValueError(f'{damaged} has changed since it was written')
        content = torch.load(path, map_location=map_location, weights_only=True)
    except Exception as error:  # torch raises half a dozen kinds for damaged files
        raise ValueError(
            f'{path}: not a readable checkpoint ({type(error).__name__}): damaged, or written by another program'
        ) from None
    if not isinstance(content, dict) or 'state_dict' not in content:
        raise ValueError(f'{path}: holds no state_dict, so it is no checkpoint')
    weights = content['state_dict']
    if not isinstance(weights, dict) or not all(isinstance(value, torch.Tensor) for value in weights.values()):
        raise ValueError(f'{path}: its state_dict does not hold weights, so it is no checkpoint of a model')
    return content


def newest_checkpoint(work_dir: str | os.PathLike) -> Path | None:
    """The training checkpoint in a folder that was written last, damaged ones left out; None if there is none.

    Last by the time kept inside: the folder may hold files of an earlier and longer run, too.
    """
    found = []
    for path in Path(work_dir).glob('*.pth'):
        if not _OF_A_RUN.fullmatch(path.name):
            continue
        try:
            meta = read_checkpoint(path).get('meta', {})
        except (ValueError, FileNotFoundError):  # damaged, or deleted at this moment by a run
            continue
        # Of two files of one moment the numbered one: it belongs to the run's rhythm.
        found.append((meta.get('saved_at_s', 0.0), not path.name.startswith('best_'), path))
    return max(found, default=(None, None, None))[2]


def warn_of_earlier_run(work_dir: str | os.PathLike) -> None:
    """Say, in the first process, that a folder holds checkpoints of an earlier run, which a new one will not go on from."""
    found = [path for path in Path(work_dir).glob('*.pth') if _OF_A_RUN.fullmatch(path.name)]
    if found and get_rank() == 0:
        newest = max(found, key=lambda path: (path.stat().st_mtime, not path.name.startswith('best_')))
        print(f'{work_dir}: results of an earlier run are here ({newest.name}); --resume goes on from it', file=sys.stderr)


def newest_for_all(work_dir: str | os.PathLike) -> Path | None:
    """`newest_checkpoint` as the first process sees it, in all processes: a shared disk may show them different files."""
    found = [None]
    if get_rank() == 0:
        found = [newest_checkpoint(work_dir)]
        if found[0] is None:
            print(f'{work_dir} holds no checkpoint yet; starting anew', file=sys.stderr)
    broadcast_object_list(found)
    return found[0]


def serialize(content: dict) -> bytes:
    """Bytes of a checkpoint file."""
    with io.BytesIO() as buffer:
        torch.save(content, buffer)
        return buffer.getvalue()


def write_whole(data: bytes, path: str | os.PathLike) -> None:
    """Write a file that is there in full, on the disk, or not at all; a write that fails leaves the old file as it was.

    Raises:
        OSError: naming the file.
    """
    path = Path(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with atomic_path(path) as temporary, open(temporary, 'wb') as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise OSError(f'{path}: not written ({error.strerror or error}); the files before it are whole') from None
