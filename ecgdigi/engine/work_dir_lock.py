"""One run at a time in a folder."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

try:
    import fcntl
except ImportError:  # not on every system
    fcntl = None

NAME = '.training'


@contextlib.contextmanager
def locked(work_dir: str | os.PathLike) -> Iterator[None]:
    """Hold a folder for a run; the system lets go of it when the process ends, however it ends.

    Raises:
        OSError: another process holds it, or nothing can be written there.
    """
    folder = Path(work_dir)
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / NAME, 'a') as file:
        try:
            if fcntl:
                fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # not flock: data workers would inherit it
        except (BlockingIOError, PermissionError):
            raise OSError(
                f'{folder}: another run trains here at this moment; wait for it, stop it, or choose another --work-dir'
            ) from None
        except OSError:
            pass  # a file system without locks
        yield
