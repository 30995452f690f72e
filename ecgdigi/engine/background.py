"""Work that training need not wait for."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor


class BackgroundJobs:
    """Runs jobs one after the other in a thread; an error comes up at the next call of any method."""

    def __init__(self):
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix='ecgdigi-checkpoint')
        self._running: Future | None = None

    def submit(self, job: Callable[[], None]) -> None:
        """Start a job once the one before it has ended: no more than one waits in memory."""
        self.wait()
        self._running = self._executor.submit(job)

    def raise_if_failed(self) -> None:
        """Raise what the last job has raised, without waiting for it."""
        if self._running is not None and self._running.done():
            self.wait()

    def wait(self) -> None:
        """Return when the last job has ended; raises what it raised."""
        running, self._running = self._running, None
        if running is not None:
            running.result()
