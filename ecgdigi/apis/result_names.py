"""Names of the files that a page's results go to: safe on every system, and never those of an input or of another page."""

import itertools
import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from ecgdigi.io.input_files import OVERLAY
from ecgdigi.io.input_pages import InputPage
from ecgdigi.io.writers import Writer

# No file of such a name can be made on Windows, whatever its ending.
_DEVICES = re.compile(r'(con|prn|aux|nul|com[0-9]|lpt[0-9])', re.IGNORECASE)
# With page number and ending it stays below the 255 bytes that file systems allow.
_MAX_LETTERS = 100


class ResultNames:
    """Gives each page a stem of its own: `<name>` of a file with one page, `<name>_p03` of one with more.

    A second file of that name becomes `<name>_2`. What is neither letter, digit, '-' nor '_' becomes '_'.

    Args:
        inputs: all files that will be read; no result is written over one of them.
        out_dir: where results go.
        writers: what results are written by.
    """

    def __init__(self, inputs: Iterable[Path], out_dir: Path, writers: Sequence[Writer]):
        self._out_dir, self._writers = out_dir, writers
        self._inputs = {path.resolve() for path in inputs}
        self._taken: set[str] = set()

    def next_stem(self, page: InputPage) -> Path:
        # WFDB allows only these letters in a record's name.
        name = re.sub(r'[^A-Za-z0-9_-]', '_', Path(page.name).stem)[:_MAX_LETTERS] or 'page'
        if _DEVICES.fullmatch(name):
            name += '_'
        digits = max(2, len(str(page.num_pages)))
        number = f'_p{page.number:0{digits}d}' if page.num_pages > 1 else ''
        for first in itertools.chain([name], (f'{name}_{count}' for count in itertools.count(2))):
            stem = self._out_dir / f'{first}{number}'
            over_input = any(path.resolve() in self._inputs for path in result_paths(stem, self._writers))
            # Some file systems take 'A' and 'a' for the same.
            if stem.name.lower() not in self._taken and not over_input:
                self._taken.add(stem.name.lower())
                return stem


def overlay_path(stem: Path) -> Path:
    return stem.with_name(stem.name + OVERLAY)


def result_paths(stem: Path, writers: Sequence[Writer]) -> list[Path]:
    """Files that are written for a page."""
    return [overlay_path(stem), *(path for writer in writers for path in writer.paths(stem))]


def existing_results(stem: Path, writers: Sequence[Writer]) -> list[Path]:
    """Files, or links to anywhere, that stand where results would be written."""
    return [path for path in result_paths(stem, writers) if os.path.lexists(path)]
