"""Reading many files: one bad page stops none of the others."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ecgdigi.io.input_pages import input_pages
from ecgdigi.structures import DigitizedECG

from .page_steps import ReadFunction, ResultFolder, read_task

# How a summary calls the routes of `DigitizedECG`.
ROUTE_NAMES = {'vector': 'lines of the file', 'pixels': 'pixels'}


@dataclass(frozen=True)
class FileResult:
    """What became of a page.

    Attributes:
        path: input.
        error: why it was not read, or its results not written; None if all went well.
        summary: what was found.
        page_number: of the file's pages, from 1.
        label: how the page is called in messages.
        stem: where its results go, a path without an ending.
        is_there: whether it was not read because all of its results are there already.
    """

    path: Path
    error: str | None
    summary: str = ''
    page_number: int = 1
    label: str = ''
    stem: Path | None = None
    is_there: bool = False


def digitize_files(
    paths: Sequence[Path],
    out_dir: Path,
    read: ReadFunction,
    formats: Sequence[str | dict],
    *,
    pages: str | None = None,
    force: bool = False,
) -> Iterator[FileResult]:
    """Read each page of each file and write `<stem>.csv` and so on, and `<stem>_overlay.png`.

    Args:
        paths: pictures and documents.
        out_dir, formats, force: as for `ResultFolder`.
        read: a `PageReader`.
        pages: which pages of each file, as in '1,3-5'; None: all.

    Raises:
        KeyError, ImportError, OSError: see `ResultFolder`.
        NetworksNotLoadedError: see `Networks`.
    """
    folder = ResultFolder(paths, out_dir, formats, force=force)
    for path in paths:
        for page in input_pages(path, pages):
            task = folder.write(read_task(folder.place(page), read))
            summary = '' if task.error else _summary(task.result.ecg)
            yield FileResult(path, task.error, summary, page.number, page.label, task.stem, task.is_there)


def _summary(ecg: DigitizedECG) -> str:
    duration_s = ecg.signal.signal_mv.shape[1] / ecg.signal.fs_hz
    grade = f'grade {"; ".join([ecg.grade, *ecg.reasons])}' if ecg.grade else 'no grade needed'
    return (
        f'{ecg.layout.name}, {duration_s:g} s, {ecg.mm_per_s:g} mm/s ({ecg.speed_from}), '
        f'{ecg.mm_per_mv:g} mm/mV ({ecg.gain_from}), by {ROUTE_NAMES[ecg.route]}, {grade}'
    )
