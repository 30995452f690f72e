"""Files and folders that are either whole or absent."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def atomic_path(path: str | os.PathLike) -> Iterator[Path]:
    """Yield a temporary path beside `path`, with its ending; on success it replaces `path`, on failure it is removed.

    Raises:
        OSError: there is no such folder, or `path` is a folder itself.
    """
    path = Path(path)
    if path.is_dir():
        raise IsADirectoryError(f'{path}: a folder; name a file in it')
    if not path.parent.is_dir():
        raise FileNotFoundError(f'{path}: there is no folder {path.parent}; make it first')
    temporary = path.with_name(f'.{path.stem}.{os.getpid()}{path.suffix}')
    try:
        yield temporary
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def atomic_folder(path: str | os.PathLike) -> Iterator[Path]:
    """Yield a temporary folder beside `path`; on success it becomes `path`, on failure it is removed.

    Raises:
        OSError: see `refuse_filled_folder`.
    """
    path = Path(path).absolute()
    refuse_filled_folder(path)
    temporary = path.with_name(f'.{path.name}.{os.getpid()}')
    temporary.mkdir()
    try:
        yield temporary
        os.replace(temporary, path)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def refuse_filled_folder(path: str | os.PathLike) -> None:
    """Check that a folder can be made here: there is none yet, or an empty one.

    Raises:
        OSError: there is a file or a folder with something in it, or no folder to make it in.
    """
    path = Path(path).absolute()
    if path.exists() and not path.is_dir():
        raise NotADirectoryError(f'{path}: a file; name a folder')
    if path.is_dir() and any(path.iterdir()):
        raise FileExistsError(f'{path}: this folder is not empty; name a new one')
    if not path.parent.is_dir():
        raise FileNotFoundError(f'{path}: there is no folder {path.parent}; make it first')
