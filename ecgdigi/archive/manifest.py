"""The state of every page, in one SQLite file: what is waiting, taken, done or refused."""

import contextlib
import os
import sqlite3
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from .job import Outcome, Page
from .results import has_results, result_folder

# `name` is bytes where a file's name is no text. `mtime_ns` is that of a folder whose files are all here, else NULL.
_TABLES = """
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS folders (id INTEGER PRIMARY KEY, path UNIQUE, parent INTEGER, mtime_ns INTEGER);
CREATE INDEX IF NOT EXISTS folders_by_parent ON folders (parent);
CREATE TABLE IF NOT EXISTS pages (
    id INTEGER PRIMARY KEY,
    folder INTEGER NOT NULL,
    name NOT NULL,
    number INTEGER NOT NULL DEFAULT 1,
    state TEXT NOT NULL DEFAULT 'waiting',
    tries INTEGER NOT NULL DEFAULT 0,
    taken_by TEXT,
    taken_at REAL,
    seconds REAL,
    kind TEXT,
    reason TEXT,
    grade TEXT,
    route TEXT,
    confidence REAL,
    result TEXT,
    UNIQUE (folder, name, number)
);
CREATE INDEX IF NOT EXISTS pages_waiting ON pages (id) WHERE state = 'waiting';
CREATE INDEX IF NOT EXISTS pages_taken ON pages (id) WHERE state = 'taken';
"""
STATES = ('waiting', 'taken', 'done', 'refused')
# How long another process may hold the file for a moment, s.
_BUSY_S = 60.0


def stored(text: str) -> str | bytes:
    """As it goes into the file: names of files may hold bytes that are no text."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return os.fsencode(text)
    return text


class Manifest:
    """A context manager. One process writes; others may look on.

    Args:
        path: made if it is missing, in a folder that is there.
        part: of the archive: `Shard.name`.

    Raises:
        ValueError: the file is no manifest.
    """

    def __init__(self, path: Path, part: str = ''):
        self.path, self._part = path, part
        self.connection = sqlite3.connect(path, timeout=_BUSY_S, isolation_level=None)
        try:
            # Not WAL: this one works on the file systems of clusters, too.
            self.connection.execute('PRAGMA journal_mode = TRUNCATE')
            self.connection.executescript(_TABLES)
        except sqlite3.DatabaseError as error:
            self.connection.close()
            raise ValueError(f'{path}: no manifest of an archive ({error}); name another --out') from None

    def __enter__(self) -> 'Manifest':
        return self

    def __exit__(self, *_) -> None:
        with contextlib.suppress(sqlite3.OperationalError):  # another process is at work
            self.connection.execute('PRAGMA journal_mode = DELETE')  # takes the empty journal away
        self.connection.close()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """All of what follows, or nothing."""
        self.connection.execute('BEGIN IMMEDIATE')
        try:
            yield
        except BaseException:
            self.connection.execute('ROLLBACK')
            raise
        self.connection.execute('COMMIT')

    def keep_settings(self, settings: dict[str, str]) -> None:
        """Remember how pages are read, or, from the first result on, check that they are read as before.

        Raises:
            ValueError: they were read otherwise.
        """
        found = dict(self.connection.execute('SELECT name, value FROM settings'))
        changed = [name for name in settings if found and found.get(name) != settings[name]]
        if changed and self._any_result():
            text = ', '.join(f'{name} {found.get(name)} and not {settings[name]}' for name in changed)
            raise ValueError(f'{self.path}: this archive was begun with {text}; take the same, or another --out')
        self.connection.executemany('INSERT OR REPLACE INTO settings VALUES (?, ?)', settings.items())

    def _any_result(self) -> bool:
        """Whether a page was read; a run that was killed may have left results that no row tells of yet."""
        (done,) = self.connection.execute("SELECT EXISTS (SELECT 1 FROM pages WHERE state = 'done')").fetchone()
        return bool(done) or has_results(self.path.parent, self._part)

    def folder_id(self, path: str, parent: int | None = None) -> int:
        """The number of a folder, old or new."""
        self.connection.execute('INSERT OR IGNORE INTO folders (path, parent) VALUES (?, ?)', (stored(path), parent))
        return self.connection.execute('SELECT id FROM folders WHERE path = ?', (stored(path),)).fetchone()[0]

    def add_files(self, files: Iterable[tuple[int, str]]) -> int:
        """Add the first page of each file that is not known. Args: files: (folder, name). Returns: how many are new."""
        rows = ((folder, stored(name)) for folder, name in files)
        return self.connection.executemany('INSERT OR IGNORE INTO pages (folder, name) VALUES (?, ?)', rows).rowcount

    def add_pages(self, first_id: int, num_pages: int, max_pages: int) -> int:
        """Add the other pages of a file, up to `max_pages`; a row that is refused stands for the rest."""
        before = self.connection.total_changes
        folder, name = self.connection.execute('SELECT folder, name FROM pages WHERE id = ?', (first_id,)).fetchone()
        rows = ((folder, name, number) for number in range(2, min(num_pages, max_pages) + 1))
        self.connection.executemany('INSERT OR IGNORE INTO pages (folder, name, number) VALUES (?, ?, ?)', rows)
        if num_pages > max_pages:
            reason = f'pages {max_pages + 1} to {num_pages} of the file are left out: no more than {max_pages} are read'
            sql = (
                "INSERT OR IGNORE INTO pages (folder, name, number, state, kind, reason) VALUES (?, ?, ?, 'refused', 'pages', ?)"
            )
            self.connection.execute(sql, (folder, name, max_pages + 1, reason))
        return self.connection.total_changes - before

    def take(self, num: int, taken_by: str) -> list[Page]:
        """Waiting pages, the oldest first; they are taken from now on."""
        sql = (
            'SELECT pages.id, folders.path, name, number FROM pages JOIN folders ON folders.id = pages.folder '
            "WHERE state = 'waiting' ORDER BY pages.id LIMIT ?"
        )
        rows = self.connection.execute(sql, (num,)).fetchall()
        change = "UPDATE pages SET state = 'taken', tries = tries + 1, taken_by = ?, taken_at = ? WHERE id = ?"
        self.connection.executemany(change, [(taken_by, time.time(), row[0]) for row in rows])
        return [_page(*row) for row in rows]

    def finish(self, page_id: int, outcome: Outcome) -> bool:
        """Write down what became of a page that is taken. Returns: whether it was."""
        state = 'refused' if outcome.kind else 'done'
        result = None if outcome.kind else str(result_folder(self.page(page_id), self._part))
        cells = (outcome.kind, outcome.reason, outcome.grade, outcome.route)
        values = (state, *(cell or None for cell in cells), outcome.confidence, round(outcome.seconds, 3), result, page_id)
        sql = (
            'UPDATE pages SET state = ?, kind = ?, reason = ?, grade = ?, route = ?, confidence = ?, seconds = ?, result = ?, '
            "taken_by = NULL, taken_at = NULL WHERE id = ? AND state = 'taken'"
        )
        return self.connection.execute(sql, values).rowcount == 1

    def fail(self, page_id: int, kind: str, reason: str, max_tries: int) -> bool:
        """A page has cost its worker: it waits again, or is set aside after its tries. Returns: whether it is."""
        (tries,) = self.connection.execute('SELECT tries FROM pages WHERE id = ?', (page_id,)).fetchone()
        if tries >= max_tries:
            return self.finish(page_id, Outcome(kind, reason))
        sql = "UPDATE pages SET state = 'waiting', taken_by = NULL, taken_at = NULL WHERE id = ? AND state = 'taken'"
        self.connection.execute(sql, (page_id,))
        return False

    def give_back(self, taken_by: str | None = None) -> int:
        """Pages that were taken wait again, by no fault of theirs: the try does not count. Args: taken_by: None: by anyone."""
        sql = (
            "UPDATE pages SET state = 'waiting', tries = tries - 1, taken_by = NULL, taken_at = NULL "
            "WHERE state = 'taken' AND (?1 IS NULL OR taken_by = ?1)"
        )
        return self.connection.execute(sql, (taken_by,)).rowcount

    def retry(self, kinds: Iterable[str]) -> int:
        """Pages that were refused for one of these reasons wait again, with all their tries."""
        sql = "UPDATE pages SET state = 'waiting', tries = 0, kind = NULL, reason = NULL WHERE state = 'refused' AND kind = ?"
        return sum(self.connection.execute(sql, (kind,)).rowcount for kind in kinds)

    def page(self, page_id: int) -> Page:
        sql = 'SELECT pages.id, folders.path, name, number FROM pages JOIN folders ON folders.id = folder WHERE pages.id = ?'
        return _page(*self.connection.execute(sql, (page_id,)).fetchone())

    def counts(self) -> dict[str, int]:
        """Number of pages by state. It looks at every row."""
        found = dict(self.connection.execute('SELECT state, COUNT(*) FROM pages GROUP BY state'))
        return {state: found.get(state, 0) for state in STATES}


def _page(page_id: int, folder: str | bytes, name: str | bytes, number: int) -> Page:
    return Page(page_id, os.path.join(os.fsdecode(folder), os.fsdecode(name)), number)
