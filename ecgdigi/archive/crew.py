"""Worker processes of one machine: those that die or hang are replaced."""

import contextlib
import os
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing import connection, get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from signal import Signals

from .job import Event, Failed, Job, Page
from .results import clear_staging
from .worker import READY, work

# Loading libraries and networks, on a busy machine, s.
START_LIMIT_S = 300.0
# Workers in a row that do not come up before the run is given up.
MAX_FAILED_STARTS = 3
# A process that was killed is gone after that long, s.
_GONE_S = 10.0


@dataclass
class _Worker:
    process: BaseProcess
    pipe: Connection
    deadline_s: float
    ready: bool = False
    page: Page | None = None


class Crew:
    """Workers, and pages that wait for them.

    Args:
        job: how pages are read.
        num_workers: each reads one page at a time.
    """

    def __init__(self, job: Job, num_workers: int):
        self._job, self._context = job, get_context('spawn')
        self._backlog: deque[Page] = deque()
        self._failed_starts = 0
        self._workers = [self._start() for _ in range(num_workers)]

    @property
    def room(self) -> int:
        """How many more pages it can hold: one in work and one in store for each worker."""
        return 2 * len(self._workers) - len(self._backlog) - sum(worker.page is not None for worker in self._workers)

    def step(self, pages: Sequence[Page], wait_s: float) -> list[Event]:
        """Take in pages, and wait for events of any.

        Args:
            pages: at most `room`.
            wait_s: at most so long.

        Raises:
            RuntimeError: workers do not come up.
        """
        self._backlog += pages
        self._hand_out()
        until_s = min([worker.deadline_s for worker in self._workers if worker.page or not worker.ready], default=float('inf'))
        wait_s = max(min(wait_s, until_s - time.monotonic()), 0.0)
        pipes = {worker.pipe: worker for worker in self._workers}
        events: list[Event] = []
        for pipe in connection.wait(list(pipes), wait_s):
            events += self._receive(pipes[pipe])
        for worker in list(self._workers):
            if time.monotonic() > worker.deadline_s:
                events += self._overdue(worker)
        self._hand_out()
        return events

    def close(self) -> None:
        """End all workers at once; pages in work are lost."""
        for worker in self._workers:
            worker.process.kill()
        for worker in self._workers:
            self._bury(worker)
        self._workers = []

    def _start(self) -> _Worker:
        os.environ['OMP_NUM_THREADS'] = '1'  # NumPy of a worker reads it when it is imported
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=work, args=(self._job, theirs), daemon=True)
        process.start()
        theirs.close()  # so that the pipe ends when the worker does
        return _Worker(process, ours, time.monotonic() + START_LIMIT_S)

    def _hand_out(self) -> None:
        for worker in self._workers:
            if self._backlog and worker.ready and worker.page is None:
                worker.page = self._backlog.popleft()
                worker.deadline_s = time.monotonic() + self._job.time_limit_s
                with contextlib.suppress(OSError):  # it has just died, as `_receive` will find
                    worker.pipe.send(worker.page)

    def _receive(self, worker: _Worker) -> list[Event]:
        events = []
        try:
            while worker.pipe.poll():
                message = worker.pipe.recv()
                if message == READY:
                    worker.ready, worker.deadline_s, self._failed_starts = True, float('inf'), 0
                    continue
                events.append(message)
                if getattr(message, 'num_pages', None) is None:  # of a page that is through
                    worker.page, worker.deadline_s = None, float('inf')
                if isinstance(message, Failed):  # it is about to end, and the next page would be blamed for that
                    return events + self._replace(worker, message.kind, message.reason)
        except (EOFError, OSError):
            worker.process.join(_GONE_S)
            events += self._replace(worker, 'crash', f'its worker {_end_of(worker.process)}')
        return events

    def _overdue(self, worker: _Worker) -> list[Event]:
        limit_s = self._job.time_limit_s if worker.ready else START_LIMIT_S
        return self._replace(worker, 'time', f'it takes more than {limit_s:g} s')

    def _replace(self, worker: _Worker, kind: str, reason: str) -> list[Event]:
        self._bury(worker)
        if not worker.ready:
            self._failed_starts += 1
            if self._failed_starts >= MAX_FAILED_STARTS:
                raise RuntimeError(f'workers do not come up ({reason}); read one page by tools/digitize.py to see why')
        self._workers[self._workers.index(worker)] = self._start()
        return [Failed(worker.page.id, kind, reason)] if worker.page else []

    def _bury(self, worker: _Worker) -> None:
        worker.process.kill()
        worker.process.join(_GONE_S)
        worker.pipe.close()
        if worker.page:
            clear_staging(self._job, worker.page, worker.process.pid)


def _end_of(process: BaseProcess) -> str:
    code = process.exitcode
    if code is None:
        return 'closed its pipe'
    return f'was killed by {Signals(-code).name}' if code < 0 else f'ended with code {code}'
