"""A table of all pages of an archive: which file each came from, what became of it, and where its result lies."""

import csv
import os
from collections.abc import Iterable
from pathlib import Path

from ecgdigi.io.atomic import atomic_path

from .manifest import Manifest

COLUMNS = ('path', 'page', 'state', 'kind', 'reason', 'grade', 'result')


def write_table(path: Path, manifests: Iterable[Manifest]) -> int:
    """Write a row a page as CSV, in the order of their numbers. The column `path` makes it a list of files, too.

    Args:
        path: table to write, whole or not at all. It names files: it is as private as their names.

    Returns:
        Number of pages.

    Raises:
        OSError: it cannot be written.
    """
    sql = (
        'SELECT folders.path, name, number, state, kind, reason, grade, result '
        'FROM pages JOIN folders ON folders.id = pages.folder ORDER BY pages.id'
    )
    num_pages = 0
    # Names that are no text go through byte by byte.
    with atomic_path(path) as temporary, temporary.open('w', newline='', encoding='utf-8', errors='surrogateescape') as file:
        table = csv.writer(file, lineterminator='\n')
        table.writerow(COLUMNS)
        for manifest in manifests:
            for folder, name, *cells in manifest.connection.execute(sql):
                table.writerow([os.path.join(os.fsdecode(folder), os.fsdecode(name)), *cells])
                num_pages += 1
    return num_pages
