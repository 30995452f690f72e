"""Where a page's results go, whole or not at all."""

import contextlib
import json
import os
import re
import shutil
import socket
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from .job import Job, Outcome, Page

# Pages in one folder: more make listing slow on many file systems.
FOLDER_PAGES = 1000
# With number and ending a name stays far below the 255 bytes that file systems allow.
_MAX_LETTERS = 80
# Beside the results: what the manifest is told, should the worker not live to tell it.
_OUTCOME = 'outcome.json'


def result_folder(page: Page, part: str) -> Path:
    """Folder of a page's results in the output folder: the same for each try, and no other page's."""
    # WFDB allows only these letters in a record's name.
    name = re.sub(r'[^A-Za-z0-9_-]', '_', Path(page.path).stem)[:_MAX_LETTERS]
    return Path('pages', part, f'{(page.id - 1) // FOLDER_PAGES:06d}', f'{page.id:09d}_{name}_p{page.number}')


def has_results(out_dir: Path, part: str) -> bool:
    """Whether any page of a part has a folder of results. Args: part: '' for an archive without parts."""
    return any((out_dir / 'pages' / part).glob(f'{"[0-9]" * 6}*/*'))  # not those of parts, which are called K-of-N


def staging_root(job: Job) -> Path:
    """Folder of what is being written. It is on the file system of the results, so that they move in one step."""
    return job.out_dir / 'unfinished' / (job.part or 'all')


def _staging_folder(job: Job, page: Page, pid: int) -> Path:
    return staging_root(job) / f'{page.id:09d}.{socket.gethostname()}.{pid}'


def clear_staging(job: Job, page: Page | None = None, pid: int = 0) -> None:
    """Take away what a worker of this machine left of a page; None: what all of an earlier run left."""
    shutil.rmtree(_staging_folder(job, page, pid) if page else staging_root(job), ignore_errors=True)


def write_results(job: Job, page: Page, write: Callable[[Path], Outcome]) -> Outcome:
    """Write a page's results to their place in one step, unless they are there.

    Args:
        write: gets the stem of the files; what it leaves counts if the outcome says that the page was read.

    Returns:
        The outcome; if an earlier try or another worker was first, its outcome.

    Raises:
        OSError: they cannot be written.
    """
    final = job.out_dir / result_folder(page, job.part)
    earlier = _stored_outcome(final)
    if earlier:
        return earlier
    stage = _staging_folder(job, page, os.getpid())
    stage.mkdir(parents=True)
    try:
        outcome = write(stage / final.name)
        return outcome if outcome.kind else _put_in_place(stage, final, outcome)
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _put_in_place(stage: Path, final: Path, outcome: Outcome) -> Outcome:
    (stage / _OUTCOME).write_text(json.dumps(asdict(outcome)))
    for path in (*stage.iterdir(), stage):
        _flush(path)
    final.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.rename(stage, final)
    except OSError:
        earlier = _stored_outcome(final)
        if not earlier:
            raise
        return earlier
    _flush(final.parent)
    return outcome


def _flush(path: Path) -> None:
    """A file or folder, onto the disk: what the manifest calls done must be there after a power cut, too."""
    place = os.open(path, os.O_RDONLY)
    try:
        os.fsync(place)
    finally:
        os.close(place)


def _stored_outcome(final: Path) -> Outcome | None:
    with contextlib.suppress(FileNotFoundError):
        return Outcome(**json.loads((final / _OUTCOME).read_text()))
    return None
