"""What the parts of an archive's run tell each other. All of it can be sent between processes."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple


@dataclass(frozen=True)
class Page:
    """Attributes: id: in the manifest, from 1; path: its file; number: of the file's pages, from 1."""

    id: int
    path: str
    number: int


@dataclass(frozen=True)
class Outcome:
    """What became of a page.

    Attributes:
        kind: why it was set aside, in a word: 'input' (the file), 'page' (what it shows), 'fault' (of ecgdigi), 'crash', 'time',
            'memory', 'pages' (the file has too many); '' where it was read.
        reason: the same in a line that neither names the file nor quotes it.
        grade, route, confidence: as in `DigitizedECG`; the confidence is the mean of all samples.
        seconds: of work.
    """

    kind: str = ''
    reason: str = ''
    grade: str = ''
    route: str = ''
    confidence: float | None = None
    seconds: float = 0.0


class Reader(NamedTuple):
    """How pages are read.

    Attributes:
        pages_of: path -> number of pages; ValueError or OSError: the file is refused.
        read_page: path, page number from 1, stem of the files to be written -> outcome; OSError: they cannot be written.
    """

    pages_of: Callable[[str], int]
    read_page: Callable[[str, int, Path], Outcome]


@dataclass(frozen=True)
class Job:
    """How an archive is read.

    Attributes:
        load: makes the reader, once in each worker; of a module, for it is sent to processes and machines.
        out_dir: absolute; the same folder on all machines.
        part: '', or that of `Shard.name`.
        time_limit_s: of a page.
        memory_mb: that a worker may take above what it has when it starts.
    """

    load: Callable[[], Reader]
    out_dir: Path
    part: str = ''
    time_limit_s: float = 60.0
    memory_mb: int = 4000


@dataclass(frozen=True)
class Counted:
    """A file's pages were counted."""

    page_id: int
    num_pages: int


@dataclass(frozen=True)
class Finished:
    """A page was read, or refused for good."""

    page_id: int
    outcome: Outcome


@dataclass(frozen=True)
class Failed:
    """A page cost its worker, or would have; it may be tried again."""

    page_id: int
    kind: str
    reason: str


@dataclass(frozen=True)
class Stopped:
    """No page can be read any more: nothing can be written, or what reads them is not there. `page_id`: 0 if there was none."""

    page_id: int
    reason: str


Event = Counted | Finished | Failed | Stopped
