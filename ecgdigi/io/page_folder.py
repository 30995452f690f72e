"""The plain folder of pages: `index.csv`, and for each page its picture and its signal as `<id>.csv`."""

import csv
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from ecgdigi.structures import PageRecord

from .atomic import atomic_folder, atomic_path
from .csv import positive_number, read_table, write_csv

INDEX_NAME = 'index.csv'
COLUMNS = ('id', 'file', 'fs', 'n_samples', 'layout', 'speed_mm_s', 'gain_mm_mV', 'kind', 'source_record')


def list_pages(folder: Path) -> list[str]:
    """Names of the pages of a folder that have a signal, sorted.

    Raises:
        FileNotFoundError: there is no such folder, or no page in it.
    """
    if not folder.is_dir():
        raise FileNotFoundError(f'{folder}: no such folder')
    # A dot in front marks a file that is still being written.
    pages = sorted(p.stem for p in folder.glob('*.csv') if p.name != INDEX_NAME and not p.name.startswith('.'))
    if not pages:
        raise FileNotFoundError(f'{folder}: no page in this folder; wanted <page>.csv with the columns I, II, ... in mV')
    return pages


def read_rates(folder: Path) -> dict[str, float]:
    """Sampling rates, Hz, by page; empty if the folder has no index, or one without rates.

    Raises:
        ValueError: the index cannot be read.
    """
    path = folder / INDEX_NAME
    if not path.exists():
        return {}
    rates_hz = {}
    for row in read_table(path, ()):
        if not row.get('fs'):
            continue
        if not row.get('id'):
            raise ValueError(f'{path}: a row with fs {row["fs"]!r} has no id; wanted the columns id and fs')
        rates_hz[row['id']] = positive_number(row['fs'], f'{path}: page {row["id"]}: fs, Hz,')
    return rates_hz


def write_page_folder(folder: str | os.PathLike, records: Iterable[PageRecord]) -> int:
    """Write pages as a plain folder, whole or not at all.

    Pictures are hard-linked where the file system allows it, else copied. A page is named by its `page_name`. One without a
    truth gets no CSV and an empty `fs`.

    Args:
        folder: must be absent or empty.

    Returns:
        Number of pages.

    Raises:
        OSError: the folder is not empty, or cannot be written.
        ValueError: two pages have the same name.
    """
    rows: dict[str, dict] = {}
    with atomic_folder(folder) as temporary:
        for record in records:
            name = record.page_name
            if name in rows or name == Path(INDEX_NAME).stem:
                raise ValueError(f'{record.picture_path}: the name {name} is taken already; rename this picture')
            picture = temporary / f'{name}{record.picture_path.suffix}'
            _link_or_copy(record.picture_path, picture)
            rows[name] = _index_row(name, picture.name, record)
            if record.truth is not None:
                write_csv(temporary / f'{name}.csv', record.truth)
        write_index(temporary, rows.values())
    return len(rows)


def write_index(folder: Path, rows: Iterable[dict]) -> None:
    """Write the index of a folder. Args: rows: of COLUMNS; what is absent stays empty."""
    with atomic_path(folder / INDEX_NAME) as temporary, temporary.open('w', newline='', encoding='utf-8') as file:
        table = csv.DictWriter(file, COLUMNS, restval='', lineterminator='\n')
        table.writeheader()
        table.writerows(rows)


def _index_row(name: str, file: str, record: PageRecord) -> dict:
    row = dict(id=name, file=file, layout=record.layout, kind=record.kind, source_record=record.record_id)
    for column, value in (('speed_mm_s', record.mm_per_s), ('gain_mm_mV', record.mm_per_mv)):
        row[column] = '' if value is None else f'{value:g}'
    if record.truth is not None:
        row.update(fs=f'{record.truth.fs_hz:.10g}', n_samples=record.truth.signal_mv.shape[1])
    return row


def _link_or_copy(source: Path, target: Path) -> None:
    try:
        os.link(source.resolve(), target)
    except OSError:  # another file system, or one without links
        shutil.copyfile(source, target)
