"""How far a run is, for the eye."""

import time
from datetime import timedelta
from typing import TextIO

from .run import Progress

# Between two lines where no terminal shows them, s.
LINE_S = 60.0


class PageCounter:
    """Counts pages that are through: on a terminal in one line that changes, elsewhere in a line a minute.

    Args:
        num_pages: that wait to be read.
        stream: that it is told to, from the first page on.
    """

    def __init__(self, num_pages: int, stream: TextIO):
        self._num_pages, self._num_through, self._stream = num_pages, 0, stream
        self._line_is_open = False
        self._started_s = self._told_s = time.monotonic()

    def __call__(self, progress: Progress) -> None:
        self._num_pages += progress.num_new
        self._num_through += progress.num_through
        if not progress.num_through:
            return
        if self._stream.isatty():
            print(f'\r{self._text():<60}', end='', file=self._stream, flush=True)
            self._line_is_open = True
        elif time.monotonic() - self._told_s >= LINE_S:
            self._told_s = time.monotonic()
            print(self._text(), file=self._stream, flush=True)

    def close(self) -> None:
        """End the line, if there is one."""
        if self._line_is_open:
            print(file=self._stream)

    def _text(self) -> str:
        pages_per_s = self._num_through / (time.monotonic() - self._started_s)
        left = timedelta(seconds=round((self._num_pages - self._num_through) / pages_per_s))
        return f'{self._num_through} of {self._num_pages} pages, {pages_per_s:.2f} a second, {left} left'
