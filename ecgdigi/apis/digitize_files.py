"""Reading many files: one bad page stops none of the others."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ecgdigi.geometry.errors import PageRefusedError
from ecgdigi.io.documents import DOCUMENT_SUFFIXES
from ecgdigi.io.images import write_image
from ecgdigi.io.input_pages import InputPage, input_pages
from ecgdigi.io.limits import InputRefusedError
from ecgdigi.io.writers import Writer, build_writers
from ecgdigi.structures import DigitizedECG

from .networks import NetworksNotLoadedError
from .page_reader import ReadPage
from .result_names import OVERLAY, ResultNames, existing_results, overlay_path

# How a summary calls the routes of `DigitizedECG`.
ROUTE_NAMES = {'vector': 'lines of the file', 'pixels': 'pixels'}
# Reads one page; its errors are those of a `PageReader`.
ReadFunction = Callable[[InputPage], ReadPage]


@dataclass(frozen=True)
class FileResult:
    """What became of a page.

    Attributes:
        path: input.
        error: why it was not read, None if it was.
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
        paths: pictures and documents. `ResultNames` says how their results are named.
        out_dir: made if it is missing.
        read: a `PageReader`.
        formats: names in the registry `WRITERS`, or `dict(type=name, ...)` with settings.
        pages: which pages of each file, as in '1,3-5'; None: all.
        force: replace results that are there already; else such a page is refused.

    Raises:
        KeyError, ImportError: see `build_writers`.
        NetworksNotLoadedError: see `Networks`.
    """
    writers = build_writers(formats)
    out_dir.mkdir(parents=True, exist_ok=True)
    names = ResultNames(paths, out_dir, writers)
    for path in paths:
        for page in input_pages(path, pages):
            yield _digitize_page(page, names.next_stem(page), read, writers, force)


def _digitize_page(page: InputPage, stem: Path, read: ReadFunction, writers: Sequence[Writer], force: bool) -> FileResult:
    def refused(reason) -> FileResult:
        return FileResult(page.path, str(reason), page_number=page.number, label=page.label)

    found = existing_results(stem, writers)
    if page.error or (found and not force):
        return refused(page.error or f'{page.label}: there is a result already, {found[0]}; use --force to replace it')
    try:
        result = read(page)
    except NetworksNotLoadedError:
        raise
    except (PageRefusedError, InputRefusedError, OSError, ImportError) as error:
        return refused(error if str(page.path) in str(error) else f'{page.label}: {error}')
    except Exception as error:  # a fault of ours on one page must not cost the rest of an archive
        return refused(f'{page.label}: could not be read, by a fault of ecgdigi; please report {error!r}')
    try:
        for path in found:
            path.unlink()  # a link would be written through, to a place outside of the folder
        _write(result, stem, writers)
    except (OSError, ValueError) as error:
        return refused(f'{page.label}: its results could not be written ({error})')
    return FileResult(page.path, None, _summary(result.ecg), page.number, page.label)


def _write(result: ReadPage, stem: Path, writers: Sequence[Writer]) -> None:
    for writer in writers:
        writer(stem, result.ecg)
    write_image(overlay_path(stem), result.overlay)


def _summary(ecg: DigitizedECG) -> str:
    duration_s = ecg.signal.signal_mv.shape[1] / ecg.signal.fs_hz
    grid = '' if ecg.residual_mm is None else f', grid off by {ecg.residual_mm:.3f} mm'
    return (
        f'{ecg.layout.name}, {duration_s:g} s, {ecg.mm_per_s:g} mm/s ({ecg.speed_from}), '
        f'{ecg.mm_per_mv:g} mm/mV ({ecg.gain_from}), by {ROUTE_NAMES[ecg.route]}{grid}'
    )
