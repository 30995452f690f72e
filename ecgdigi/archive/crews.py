"""What the run sees of workers, wherever they are."""

import os
import socket
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

from .crew import Crew
from .job import Event, Job, Page


@dataclass(frozen=True)
class Report:
    """Attributes: crew: who reports; events: what happened; room: pages it can take; lost: it is gone with all its pages."""

    crew: str
    events: list[Event]
    room: int
    lost: bool = False


class Crews(ABC):
    """Workers of one or many machines."""

    @abstractmethod
    def collect(self, wait_s: float) -> list[Report]:
        """Wait for reports, at most `wait_s`. Each is to be answered by `send`, but for that of a crew that is lost."""

    @abstractmethod
    def send(self, crew: str, pages: Sequence[Page]) -> None:
        """Answer a report. Args: pages: at most its `room`."""

    @abstractmethod
    def close(self) -> None:
        """End all workers."""


class LocalCrews(Crews):
    """One crew, of this machine."""

    def __init__(self, job: Job, num_workers: int):
        self._crew, self._pages = Crew(job, num_workers), ()
        self._name = f'{socket.gethostname()}:{os.getpid()}'

    def collect(self, wait_s: float) -> list[Report]:
        events = self._crew.step(self._pages, wait_s)
        self._pages = ()
        return [Report(self._name, events, self._crew.room)]

    def send(self, crew: str, pages: Sequence[Page]) -> None:
        self._pages = pages

    def close(self) -> None:
        self._crew.close()
