"""Files of an archive: those in a folder and the folders in it, those that a list names, or a single one."""

import csv
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from itertools import islice
from pathlib import Path

from .manifest import Manifest
from .shards import Shard

# Files that are written to the manifest in one go.
BATCH_FILES = 10_000
# A folder that changed so short a time ago may change again without a newer time, s.
_RECENT_S = 5.0


def check_source(source: Path, wanted: Callable[[str], bool]) -> None:
    """Whether `add_inputs` can begin. Args: as there. Raises: as there."""
    if source.is_file() and not wanted(source.name):
        with _paths_of(source):
            pass
    elif not source.exists():
        raise FileNotFoundError(f'{source}: no such folder or list of files')


def add_inputs(manifest: Manifest, source: Path, shard: Shard, wanted: Callable[[str], bool], out_dir: Path) -> Iterator[int]:
    """Add files to the manifest, in batches; those that are there stay as they are.

    A folder or list that has not changed since the last time is not read again. To stop between two batches loses nothing.
    Files of a folder come by name and before those of the folders in it, so that their numbers are the same on all file systems.

    Args:
        source: a folder, a page's file, or a CSV or text file with a column `path`, whose paths count from its folder.
        shard: files that belong to others are left out.
        wanted: whether a file of that name is a page; a list's files all are.
        out_dir: absolute; results, should they lie in the folder, are no inputs.

    Yields:
        Number of files that are new, a batch each.

    Raises:
        FileNotFoundError: there is no such folder or file.
        ValueError: the list has no column `path`, or is no CSV.
    """
    check_source(source, wanted)
    if source.is_dir():
        yield from _add_folder(manifest, str(source), shard, wanted, str(out_dir))
    elif wanted(source.name):
        yield _add_one(manifest, source, shard)
    else:
        yield from _add_list(manifest, source, shard)


def _add_one(manifest: Manifest, source: Path, shard: Shard) -> int:
    if not shard.owns(source.name):
        return 0
    with manifest.transaction():
        return manifest.add_files([(manifest.folder_id(str(source.parent)), source.name)])


def _add_folder(manifest: Manifest, root: str, shard: Shard, wanted, out_dir: str) -> Iterator[int]:
    waiting = [(root, None)]
    while waiting:
        path, parent = waiting.pop()
        try:
            changed_ns = os.stat(path).st_mtime_ns
        except FileNotFoundError:  # taken away since the last time
            continue
        folder = manifest.folder_id(path, parent)
        (known_ns,) = manifest.connection.execute('SELECT mtime_ns FROM folders WHERE id = ?', (folder,)).fetchone()
        if known_ns == changed_ns:
            rows = manifest.connection.execute('SELECT path FROM folders WHERE parent = ? ORDER BY path DESC', (folder,))
            waiting += [(os.fsdecode(row[0]), folder) for row in rows]
            continue
        files, subfolders = _list_folder(path, root, shard, wanted)
        for start in range(0, len(files), BATCH_FILES):
            with manifest.transaction():
                num_new = manifest.add_files((folder, name) for name in files[start : start + BATCH_FILES])
            yield num_new
        with manifest.transaction():  # now that all is known
            for subfolder in reversed(subfolders):  # the last is taken first
                if subfolder != out_dir and manifest.folder_id(subfolder, folder):
                    waiting.append((subfolder, folder))
            if time.time() - changed_ns / 1e9 > _RECENT_S:
                manifest.connection.execute('UPDATE folders SET mtime_ns = ? WHERE id = ?', (changed_ns, folder))


def _list_folder(path: str, root: str, shard: Shard, wanted) -> tuple[list[str], list[str]]:
    """Names of a folder's files and paths of the folders in it, sorted. Links to folders, perhaps circles, are left out."""
    files, subfolders = [], []
    with os.scandir(path) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                subfolders.append(entry.path)
            elif wanted(entry.name) and entry.is_file() and shard.owns(os.path.relpath(entry.path, root)):
                files.append(entry.name)
    return sorted(files), sorted(subfolders)


def _add_list(manifest: Manifest, source: Path, shard: Shard) -> Iterator[int]:
    changed_ns = source.stat().st_mtime_ns
    row = manifest.folder_id(str(source))
    (known_ns,) = manifest.connection.execute('SELECT mtime_ns FROM folders WHERE id = ?', (row,)).fetchone()
    if known_ns == changed_ns:
        return
    folder_id = lru_cache(maxsize=100_000)(manifest.folder_id)
    with _paths_of(source) as names:
        paths = (os.path.join(source.parent, name) for name in names if shard.owns(name))
        while batch := list(islice(paths, BATCH_FILES)):
            with manifest.transaction():
                num_new = manifest.add_files((folder_id(os.path.dirname(path)), os.path.basename(path)) for path in batch)
            yield num_new
    if time.time() - changed_ns / 1e9 > _RECENT_S:
        manifest.connection.execute('UPDATE folders SET mtime_ns = ? WHERE id = ?', (changed_ns, row))


@contextmanager
def _paths_of(source: Path) -> Iterator[Iterator[str]]:
    """Opens a list. Yields: its paths as they stand there. Raises: ValueError: it is none."""
    with source.open(newline='', encoding='utf-8-sig', errors='surrogateescape') as file:
        try:
            table = csv.DictReader(file)
            if 'path' not in (table.fieldnames or ()):
                raise ValueError(f'{source}: no column path; wanted a first line "path", and a file a line')
            yield (line['path'] for line in table if line['path'])
        except csv.Error as error:
            raise ValueError(f'{source}: no list that can be read ({error}); wanted CSV with a column path') from None
