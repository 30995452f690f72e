"""What all readers of data sets of page pictures have in common."""

import logging
import os
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from mmengine.logging import print_log
from torch.utils.data import Dataset

from ecgdigi.io.images import read_image
from ecgdigi.io.paths import resolve_data_path
from ecgdigi.structures import PageRecord


@dataclass(frozen=True)
class FoundPage:
    """A page that should be there.

    Attributes:
        record_id: as in `PageRecord`.
        picture_path: as in `PageRecord`; the record's folder if it has no picture.
        problem: what is wrong with it, starting with the file's name and ending with the mend; None if nothing is.
        details: whatever the reader needs to make the record of it.
    """

    record_id: str
    picture_path: Path
    problem: str | None = None
    details: Any = None


class PageRecords(Dataset, ABC):
    """Pictures of ECG pages with their true signals; item k is a `PageRecord`.

    The index is made at once, with cheap checks: files are there, headers can be read, lengths agree. A truth is read when
    its item is asked for, a picture by `read_picture`. A reader of one's own writes `find_pages` and `read_page`.

    Args:
        root: folder of the data set. '$ECGDIGI_DATA/...' is looked up as `resolve_data_path` says.
        on_error: 'raise' for an error if any page is bad, 'skip' to leave bad pages out.

    Attributes:
        root: the folder.
        problems: (record id, reason) of each page that was left out.

    Raises:
        FileNotFoundError: there is no such folder, or nothing of the data set in it.
        ValueError: a page is bad and `on_error` is 'raise'; or an argument is not known.
    """

    metainfo: dict = {}

    def __init__(self, root: str | os.PathLike, *, on_error: str = 'raise'):
        if on_error not in ('raise', 'skip'):
            raise ValueError(f"{type(self).__name__}: on_error={on_error!r} is not known; choose 'raise' or 'skip'")
        self.root = resolve_data_path(root)
        if not self.root.is_dir():
            raise FileNotFoundError(f'{self.root}: no such folder; name the folder of the data set')
        found = list(self.find_pages())
        if not found:
            raise FileNotFoundError(f'{self.root}: nothing that {type(self).__name__} reads; is this the right folder?')
        self.pages = [page for page in found if page.problem is None]
        self.problems = [(page.record_id, page.problem) for page in found if page.problem is not None]
        if self.problems:
            counted = f'{len(self.problems)} of {len(found)} pages are bad'
            if on_error == 'raise':
                raise ValueError(f"{self.problems[0][1]} ({counted}; on_error='skip' leaves them out)")
            print_log(f'{self.root}: {counted} and left out; the first: {self.problems[0][1]}', 'current', logging.WARNING)

    @abstractmethod
    def find_pages(self) -> Iterable[FoundPage]:
        """Every page that should be there, always in the same order. Called once, after `root` is set."""

    @abstractmethod
    def read_page(self, page: FoundPage) -> PageRecord:
        """Make the record of a page without a problem.

        Raises:
            OSError, ValueError: a file is damaged in a way that the index did not see; the message names it.
        """

    def __len__(self) -> int:
        return len(self.pages)

    def __getitem__(self, index: int) -> PageRecord:
        return self.read_page(self.pages[index])

    def read_picture(self, index: int) -> np.ndarray:
        """(H, W, 3) uint8, BGR: the picture of item `index`. Errors as in `read_image`."""
        return read_image(self.pages[index].picture_path)


def problem_of(check: Callable, *args: Any) -> str | None:
    """Run a check and return its error's text, None if it passes."""
    try:
        check(*args)
    except (OSError, ValueError) as error:
        return str(error)
    return None
