"""Reading many files: one bad page stops none of the others."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ecgdigi.io.documents import DOCUMENT_SUFFIXES
from ecgdigi.io.input_pages import input_pages
from ecgdigi.structures import DigitizedECG

from .page_steps import ReadFunction, ResultFolder, read_task
from .result_names import OVERLAY

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
    """

    path: Path
    error: str | None
    summary: str = ''
    page_number: int = 1
    label: str = ''


def list_inputs(inputs: Iterable[str]) -> list[Path]:
    """Files as given; folders by the pictures and documents in them, sorted, but for overlays that were written there.

    Raises:
        FileNotFoundError: an input does not exist, or a folder holds none.
    """
    found = []
    for item in map(Path, inputs):
        if item.is_dir():
            pictures = sorted(path for path in item.iterdir() if _is_input(path))
            if not pictures:
                raise FileNotFoundError(f'{item}: no picture in this folder; wanted {", ".join(DOCUMENT_SUFFIXES)}')
            found += pictures
        elif item.exists():
            found.append(item)
        else:
            raise FileNotFoundError(f'{item}: no such file or folder')
    return found


def _is_input(path: Path) -> bool:
    return path.suffix.lower() in DOCUMENT_SUFFIXES and not path.name.startswith('.') and not path.name.endswith(OVERLAY)


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
            yield FileResult(path, task.error, summary, page.number, page.label)


def _summary(ecg: DigitizedECG) -> str:
    duration_s = ecg.signal.signal_mv.shape[1] / ecg.signal.fs_hz
    grade = f', grade {"; ".join([ecg.grade, *ecg.reasons])}' if ecg.grade else ''
    return (
        f'{ecg.layout.name}, {duration_s:g} s, {ecg.mm_per_s:g} mm/s ({ecg.speed_from}), '
        f'{ecg.mm_per_mv:g} mm/mV ({ecg.gain_from}), by {ROUTE_NAMES[ecg.route]}{grade}'
    )
