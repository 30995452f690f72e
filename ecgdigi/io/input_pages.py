"""The pages of a file one after the other, each of which can be refused alone."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .documents import Document, open_document
from .limits import Limits
from .page_choice import parse_pages


@dataclass(frozen=True)
class InputPage:
    """One page of a file, which is decoded when it is asked for.

    Attributes:
        path: file.
        number: of the page, from 1.
        num_pages: of the file; 1 where it cannot be opened.
        document: the open file; None where the page is refused already.
        error: why it is refused, in one line with the file's name; None where it is not.
    """

    path: Path
    number: int
    num_pages: int
    document: Document | None
    error: str | None = None

    @property
    def label(self) -> str:
        """How the page is called in messages."""
        return str(self.path) if self.num_pages == 1 else f'{self.path}: page {self.number}'

    def picture(self) -> np.ndarray:
        """(H, W, 3) uint8, BGR. Errors as for `Document.picture`."""
        return self.document.picture(self.number - 1)


def input_pages(path: str | os.PathLike, pages: str | None = None, limits: Limits | None = None) -> Iterator[InputPage]:
    """Pages of a file; a file that cannot be opened, and pages beyond `limits.max_pages`, are one refused page.

    Args:
        pages: as in '1,3-5'; None: all.

    Yields:
        Pages in order, each to be used before the next is asked for.
    """
    path, limits = Path(path), limits or Limits()
    try:
        document = open_document(path, limits)
    except (ValueError, OSError, ImportError) as error:
        yield InputPage(path, 1, 1, None, str(error) if str(path) in str(error) else f'{path}: {error}')
        return
    with document:
        try:
            numbers = parse_pages(pages, document.num_pages) if pages else range(1, document.num_pages + 1)
        except ValueError as error:
            yield InputPage(path, 1, document.num_pages, None, f'{path}: {error}')
            return
        for number in numbers[: limits.max_pages]:
            yield InputPage(path, number, document.num_pages, document)
        rest = numbers[limits.max_pages :]
        if rest:
            most = f'more than {limits.max_pages} pages of a file are not read in one go'
            error = f'{path}: pages {rest[0]} to {rest[-1]} are left out: {most}; name them by --pages'
            yield InputPage(path, rest[0], document.num_pages, None, error)
