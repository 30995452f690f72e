"""One run at a time in a folder."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from ecgdigi.io.file_lock import held

NAME = '.training'


@contextlib.contextmanager
def locked(work_dir: str | os.PathLike) -> Iterator[None]:
    """Hold a folder for a run; the system lets go of it when the process ends, however it ends.

    Raises:
        OSError: another process holds it, or nothing can be written there.
    """
    folder = Path(work_dir)
    folder.mkdir(parents=True, exist_ok=True)
    busy = f'{folder}: another run trains here at this moment; wait for it, stop it, or choose another --work-dir'
    with held(folder / NAME, busy):
        yield
