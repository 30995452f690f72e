"""The pages of a file one after the other, and pictures that are no files; each page can be refused alone."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from .documents import Document, open_document
from .limits import InputRefusedError, Limits, refuse_size
from .page_choice import parse_pages


@dataclass(frozen=True)
class InputPage:
    """One page of a file, which is decoded when it is asked for.

    Attributes:
        path: file; None for a picture that is no file.
        number: of the page, from 1.
        num_pages: of the file; 1 where it cannot be opened.
        document: the open file; None where the file is refused.
        error: why it is refused, in one line with the file's name; None where it is not.
        pixels: (H, W, 3) uint8, BGR, where it is decoded already; else None.
    """

    path: Path | None
    number: int
    num_pages: int
    document: Document | None
    error: str | None = None
    pixels: np.ndarray | None = None

    @property
    def name(self) -> str:
        """Of the file, or what the picture is called instead."""
        return self.document.name if self.path is None else str(self.path)

    @property
    def label(self) -> str:
        """How the page is called in messages."""
        return self.name if self.num_pages == 1 else f'{self.name}: page {self.number}'

    def picture(self) -> np.ndarray:
        """(H, W, 3) uint8, BGR. Errors as for `Document.picture`."""
        return self.document.picture(self.number - 1) if self.pixels is None else self.pixels

    def decoded(self) -> 'InputPage':
        """The same page, of use even when its file is closed. Errors as for `Document.picture`."""
        return replace(self, pixels=self.picture())


def input_pages(path: str | os.PathLike, pages: str | None = None, limits: Limits | None = None) -> Iterator[InputPage]:
    """Pages of a file; a file that cannot be opened, and pages beyond `limits.max_pages`, are one refused page.

    Args:
        pages: as in '1,3-5'; None: all.

    Yields:
        Pages in order, each to be used, or `decoded`, before the next is asked for.
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


def picture_page(picture: np.ndarray, name: str, limits: Limits | None = None) -> InputPage:
    """A picture that is no file, as a page; refused if it is too small or too large.

    Args:
        picture: (H, W, 3) uint8, BGR.
        name: what it is called, in messages and where its results go.

    Raises:
        ValueError: an array of another kind.
    """
    if picture.ndim != 3 or picture.shape[2] != 3 or picture.dtype != np.uint8:
        wanted = '(H, W, 3) uint8, BGR, as ecgdigi.io.images.read_image makes it'
        raise ValueError(f'{name}: an array {picture.shape} {picture.dtype}; wanted {wanted}')
    error = None
    try:
        refuse_size(name, *picture.shape[1::-1], limits or Limits())
    except InputRefusedError as refusal:
        error = str(refusal)
    # A view such as rgb[..., ::-1] is what OpenCV and torch do not take.
    return InputPage(None, 1, 1, Document(name, 'picture', 1), error, np.ascontiguousarray(picture))
