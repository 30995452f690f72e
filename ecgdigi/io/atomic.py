"""Files that are either whole or absent."""

import os
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
