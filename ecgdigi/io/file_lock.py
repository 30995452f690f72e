"""One process at a time: a lock that the system lets go of when its process ends, however it ends."""

import contextlib
import os
from collections.abc import Iterator

try:
    import fcntl
except ImportError:  # not on every system
    fcntl = None


@contextlib.contextmanager
def held(path: str | os.PathLike, busy: str) -> Iterator[None]:
    """Hold a lock. Where a file system has none, nothing is held.

    Args:
        path: file of the lock, made if it is missing; its folder is there.
        busy: what to say if another process holds it.

    Raises:
        OSError: another process holds it, or nothing can be written there.
    """
    with open(path, 'a') as file:
        try:
            if fcntl:
                fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # not flock: child processes would inherit it
        except (BlockingIOError, PermissionError):
            raise OSError(busy) from None
        except OSError:
            pass  # a file system without locks
        yield
