"""The steps of a page: its results get a place, it is read, they are written. What is refused in one passes through the rest."""

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ecgdigi.geometry.errors import PageRefusedError
from ecgdigi.io.images import write_image
from ecgdigi.io.input_pages import InputPage
from ecgdigi.io.limits import InputRefusedError
from ecgdigi.io.writers import build_writers

from .networks import NetworksNotLoadedError
from .page_reader import ReadPage
from .result_names import ResultNames, existing_results, overlay_path, result_paths

# Reads one page; its errors are those of a `PageReader`.
ReadFunction = Callable[[InputPage], ReadPage]


@dataclass(frozen=True)
class PageTask:
    """A page, and how far it has come.

    Attributes:
        page: what is to be read.
        error: why it was not read, or its results not written, in one line; None if nothing went wrong.
        result: what was read; None if nothing was, or not yet.
        stem: where its results go, a path without an ending; None: nowhere.
        is_there: whether it is not read because all of its results are there already, as `error` says.
    """

    page: InputPage
    error: str | None
    result: ReadPage | None = None
    stem: Path | None = None
    is_there: bool = False


def decode_task(task: PageTask) -> PageTask:
    """Decode a page, for use when its file is closed; one that cannot be decoded is refused."""
    return _attempt(task, lambda page: dict(page=page.decoded()))


def read_task(task: PageTask, read: ReadFunction) -> PageTask:
    """Read a page; one that cannot be read is refused.

    Raises:
        NetworksNotLoadedError: see `Networks`.
    """
    return _attempt(task, lambda page: dict(result=read(page)))


def _attempt(task: PageTask, step: Callable[[InputPage], dict]) -> PageTask:
    """Take a step that says what of the task changes by it, or why it was not possible."""
    page = task.page
    if task.error:
        return task
    try:
        return replace(task, **step(page))
    except NetworksNotLoadedError:
        raise
    except (PageRefusedError, InputRefusedError, OSError, ImportError) as error:
        return replace(task, error=str(error) if page.name in str(error) else f'{page.label}: {error}')
    except Exception as error:  # a fault of ours on one page must not cost the rest of an archive
        reason = f'could not be read, by a fault of ecgdigi; please report {error!r}'
        return replace(task, error=f'{page.label}: {reason}')


class ResultFolder:
    """Where results of pages are written: `<stem>.csv` and so on, and `<stem>_overlay.png`.

    Args:
        inputs: all files that will be read; no result is written over one of them.
        out_dir: made if it is missing. `ResultNames` says how results are named.
        formats: names in the registry `WRITERS`, or `dict(type=name, ...)` with settings.
        force: replace results that are there already, if the page can be read; else it is not read.

    Raises:
        KeyError, ImportError: see `build_writers`.
        OSError: the folder cannot be made, or not be written to.
    """

    def __init__(self, inputs: Iterable[Path], out_dir: Path, formats: Sequence[str | dict], *, force: bool = False):
        self._writers, self._force = build_writers(formats), force
        _make_folder(out_dir)
        self._names = ResultNames(inputs, out_dir, self._writers)

    def place(self, page: InputPage) -> PageTask:
        """Give a page's results their place; to be asked for every page, in order."""
        stem = self._names.next_stem(page)
        found = existing_results(stem, self._writers)
        if page.error or self._force or not found:
            return PageTask(page, page.error, stem=stem)
        missing = [path for path in result_paths(stem, self._writers) if path not in found]
        without = f' but no {missing[0]}' if missing else ''
        error = f'{page.label}: there is a result already, {found[0]}{without}; use --force (force=True) to replace it'
        return PageTask(page, error, stem=stem, is_there=not missing)

    def write(self, task: PageTask) -> PageTask:
        """Write what was read of a page that was placed here."""
        if task.error:
            stays = self._force and task.stem and existing_results(task.stem, self._writers)
            return replace(task, error=f'{task.error}; the earlier result stays') if stays else task
        try:
            if self._force:
                for path in existing_results(task.stem, self._writers):
                    path.unlink()  # a link would be written through, to a place outside of the folder
            for writer in self._writers:
                writer(task.stem, task.result.ecg)
            write_image(overlay_path(task.stem), task.result.overlay)
        except (OSError, ValueError) as error:
            return replace(task, error=f'{task.page.label}: its results could not be written ({error})')
        return task


def _make_folder(folder: Path) -> None:
    """Raises: OSError: it cannot be made, or not be written to."""
    wanted = 'wanted a folder that can be written to; choose another'
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NotADirectoryError(f'{folder}: no folder of results can be made here ({error.strerror}); {wanted}') from None
    if not os.access(folder, os.W_OK):
        raise PermissionError(f'{folder}: nothing can be written here; {wanted}')
