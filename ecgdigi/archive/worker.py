"""A worker process: it reads one page at a time, and may die of one."""

import errno
import math
import multiprocessing
import os
import resource
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path

from .job import Counted, Event, Failed, Finished, Job, Outcome, Page, Reader, Stopped
from .results import write_results

# What is sent instead of an event once the networks are loaded.
READY = 'ready'
# A worker whose owner is gone ends at once, or, where it is stuck, this long after the time limit, s.
_ORPHAN_S = 10
# No page is to blame for these.
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM)


def work(job: Job, pipe: Connection) -> None:
    """Read the pages that come through the pipe until it is closed, and send events back."""
    # They may go to all processes of a job; the owner ends this one, and no page is to blame.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    threading.Thread(target=_end_with_owner, daemon=True).start()
    try:
        reader = job.load()
    except (OSError, ValueError, KeyError, ImportError, RuntimeError) as error:
        pipe.send(Stopped(0, str(error.args[0] if isinstance(error, KeyError) else error)))
        return
    _silence()
    _limit_memory(job.memory_mb)
    pipe.send(READY)
    while True:
        try:
            page = pipe.recv()
        except EOFError:
            return
        signal.alarm(math.ceil(job.time_limit_s) + _ORPHAN_S)
        for event in read(job, reader, page):
            pipe.send(event)
            if isinstance(event, Failed):  # memory in pieces: a fresh process is better
                return
        signal.alarm(0)


def read(job: Job, reader: Reader, page: Page) -> Iterator[Event]:
    """Count the file's pages if this is the first, and read it."""
    started_s = time.monotonic()
    try:
        if page.number == 1:
            try:
                num_pages = reader.pages_of(page.path)
            except (ValueError, OSError, ImportError) as error:
                yield Finished(page.id, Outcome('input', plain_reason(error, page)))
                return
            yield Counted(page.id, num_pages)
        outcome = write_results(job, page, lambda stem: _timed(reader.read_page, page, stem, started_s))
        if outcome.reason:
            outcome = replace(outcome, reason=_without_path(outcome.reason, page))
        yield Finished(page.id, outcome)
    except Exception as error:
        yield _event_of(error, page)


def _timed(read_page: Callable, page: Page, stem: Path, started_s: float) -> Outcome:
    outcome = read_page(page.path, page.number, stem)
    return replace(outcome, seconds=time.monotonic() - started_s)


def _event_of(error: Exception, page: Page) -> Event:
    text = f'{type(error).__name__} {error}'.lower()
    # Of NumPy and Python, PyTorch, OpenCV.
    if isinstance(error, MemoryError) or 'allocate memory' in text or 'insufficient memory' in text:
        return Failed(page.id, 'memory', 'it takes more memory than a worker may have')
    if isinstance(error, OSError):
        if error.errno in _NO_ROOM:
            return Stopped(page.id, f'results cannot be written: {error.strerror}')
        return Finished(page.id, Outcome('fault', f'its results could not be written ({error.strerror})'))
    frame = traceback.extract_tb(error.__traceback__)[-1]
    # Not the error's text, which may quote the page.
    place = f'{type(error).__name__} in {Path(frame.filename).name}, line {frame.lineno}'
    return Finished(page.id, Outcome('fault', f'a fault of ecgdigi; please report {place}'))


def plain_reason(error: Exception, page: Page) -> str:
    """An error's first line without the name of the file."""
    text = str(error) if not isinstance(error, OSError) or error.errno is None else error.strerror
    return _without_path(text, page)


def _without_path(text: str, page: Page) -> str:
    for name in (f'{page.path}: page {page.number}', page.path, Path(page.path).name):
        text = text.removeprefix(f'{name}: ').replace(name, 'the file')
    return text.splitlines()[0] if text else ''


def _end_with_owner() -> None:
    multiprocessing.parent_process().join()
    os._exit(1)


def _silence() -> None:
    """Nothing that a library says of a page reaches a log."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    os.close(nowhere)


def _limit_memory(memory_mb: int) -> None:
    """Address space that may be taken from now on. Elsewhere than on Linux, there is no limit."""
    statm = Path('/proc/self/statm')
    if statm.exists():
        taken = int(statm.read_text().split()[0]) * resource.getpagesize()
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        limit = taken + memory_mb * 1_000_000
        resource.setrlimit(resource.RLIMIT_AS, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))
