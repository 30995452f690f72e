"""Files and folders that are either whole or absent."""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def atomic_path(path: str | os.PathLike) -> Iterator[Path]:
    """Yield a temporary path beside `path`, with its ending; on success it replaces `path`, on failure it is removed.

    Raises:
        OSError: there is no such folder, or `path` is a folder itself.
    """
    path = Path(path)
    _refuse_place(path)
    temporary = path.with_name(f'.{path.stem}.{os.getpid()}{path.suffix}')
    try:
        yield temporary
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def atomic_files(paths: Sequence[str | os.PathLike]) -> Iterator[Path]:
    """Yield a temporary folder in which files of these names are to be written; on success they take their places.

    On failure what was there before stays, or, if they could not take their places, none is there. The first file comes
    last: if the program is killed meanwhile, the file that readers open is missing, rather than one that belongs to others.

    Args:
        paths: files of one folder, the one that readers open first.

    Raises:
        OSError: there is no such folder, or one of `paths` is a folder itself.
    """
    paths = [Path(path) for path in paths]
    for path in paths:
        _refuse_place(path)
    folder = paths[0].with_name(f'.{paths[0].stem}.{os.getpid()}')
    folder.mkdir()
    try:
        yield folder
        try:
            paths[0].unlink(missing_ok=True)
            for path in reversed(paths):
                os.replace(folder / path.name, path)
        except OSError:
            for path in paths:
                path.unlink(missing_ok=True)
            raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)


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


def _refuse_place(path: Path) -> None:
    if path.is_dir():
        raise IsADirectoryError(f'{path}: a folder; name a file in it')
    if not path.parent.is_dir():
        raise FileNotFoundError(f'{path}: there is no folder {path.parent}; make it first')
