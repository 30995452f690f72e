"""The run: pages go from the manifest to workers, and what became of them goes back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ecgdigi.io.limits import Limits

from .crews import Crews, Report
from .job import Counted, Event, Failed, Finished, Job, Stopped
from .manifest import Manifest
from .results import clear_staging

# Pages of one file that are read.
MAX_PAGES = Limits().max_pages
# How long a signal to stop may go unseen, s.
WAIT_S = 0.5


@dataclass(frozen=True)
class Progress:
    """Attributes: num_through: pages that have been read or set aside since the last time; num_new: that have been found."""

    num_through: int
    num_new: int


class ArchiveStopped(RuntimeError):  # noqa: N818 - nothing went wrong with the program
    """The run cannot go on; nothing is lost."""


def take_up(manifest: Manifest, job: Job) -> None:
    """After a run that ended in whatever way: what it had taken waits again, and what it had half written is gone."""
    clear_staging(job)
    with manifest.transaction():
        manifest.give_back()


def clear_up(manifest: Manifest, job: Job) -> None:
    """Once no page waits, what lost nodes had half written is gone. Until then they may be alive and at work on it."""
    if not manifest.counts()['waiting']:
        clear_staging(job)


def run_pages(
    manifest: Manifest,
    crews: Crews,
    *,
    max_tries: int,
    stopping: Callable[[], bool],
    progress: Callable[[Progress], None],
) -> None:
    """Read all that waits. At its end, or at a stop, no page is taken.

    Args:
        max_tries: after so many workers a page is set aside.
        stopping: whether to stop now.
        progress: is told.

    Raises:
        ArchiveStopped: results cannot be written, or what reads pages cannot be loaded.
        RuntimeError: workers do not come up.
    """
    num_open = manifest.counts()['waiting']
    try:
        while num_open and not stopping():
            found = _note(manifest, crews, crews.collect(WAIT_S), max_tries)
            num_open += found.num_new - found.num_through
            progress(found)
    finally:
        crews.close()
        with manifest.transaction():
            manifest.give_back()


def _note(manifest: Manifest, crews: Crews, reports: Sequence[Report], max_tries: int) -> Progress:
    """Write all down in one transaction, for each is flushed to the disk, and answer."""
    events = [event for report in reports for event in report.events]
    answers = {}
    with manifest.transaction():
        changes = [_note_event(manifest, event, max_tries) for event in events]
        for report in reports:
            if report.lost:
                manifest.give_back(report.crew)
            else:
                answers[report.crew] = manifest.take(report.room, report.crew)
    stop = next((event for event in events if isinstance(event, Stopped)), None)
    if stop:
        raise ArchiveStopped(stop.reason)
    for crew, pages in answers.items():
        crews.send(crew, pages)
    return Progress(sum(change.num_through for change in changes), sum(change.num_new for change in changes))


def _note_event(manifest: Manifest, event: Event, max_tries: int) -> Progress:
    if isinstance(event, Counted):
        added = manifest.add_pages(event.page_id, event.num_pages, MAX_PAGES) if event.num_pages > 1 else 0
        left_out = int(added and event.num_pages > MAX_PAGES)
        return Progress(left_out, added)
    if isinstance(event, Finished):
        return Progress(int(manifest.finish(event.page_id, event.outcome)), 0)
    if isinstance(event, Failed):
        return Progress(int(manifest.fail(event.page_id, event.kind, event.reason, max_tries)), 0)
    return Progress(0, 0)
