"""How far a program has come: a line at the foot of a terminal, which makes way for what is printed."""

import sys
import time
from typing import TextIO


class ProgressLine:
    """Counts what is through, on standard error; where that is no terminal nothing is drawn. A context manager.

    Args:
        total: how many there are.
        unit: what is counted, in the plural.
        stream: where the line is drawn; None: standard error.
    """

    def __init__(self, total: int, unit: str, stream: TextIO | None = None):
        self._total, self._unit, self._stream = total, unit, stream or sys.stderr
        self._drawn = self._stream.isatty()
        self.num_through = 0

    def __enter__(self) -> 'ProgressLine':
        self._started_s = time.monotonic()
        self._draw()
        return self

    def __exit__(self, *_) -> None:
        self._clear()

    def step(self) -> None:
        """One more is through."""
        self.num_through += 1
        self._draw()

    def say(self, text: str) -> None:
        """Print a line on standard output, above this one."""
        self._clear()
        print(text, flush=True)
        self._draw()

    def _draw(self) -> None:
        if self._drawn:
            self._clear()
            self._stream.write(f'{self.num_through} of {self._total} {self._unit}{self._time_left()}')
            self._stream.flush()

    def _time_left(self) -> str:
        if not 0 < self.num_through < self._total:
            return ''
        seconds = (time.monotonic() - self._started_s) / self.num_through * (self._total - self.num_through)
        return f', about {seconds:.0f} s left' if seconds < 100 else f', about {seconds / 60:.0f} min left'

    def _clear(self) -> None:
        if self._drawn:
            self._stream.write('\r\x1b[K')  # to the line's beginning; erase to its end
            self._stream.flush()
