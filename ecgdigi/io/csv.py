"""Signals as CSV: twelve columns in mV, one row per sample, empty where nothing is printed. And tables with named columns."""

import csv
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ecgdigi.structures import LEAD_NAMES, ECGSignal, canonical_lead_name

from .atomic import atomic_path


def write_csv(path: str | os.PathLike, signal: ECGSignal) -> None:
    """Write the twelve standard leads with 0.1 uV; a lead that the signal lacks is empty."""
    columns = [signal.lead(name) if name in signal.leads else np.full(signal.signal_mv.shape[1], np.nan) for name in LEAD_NAMES]
    lines = [','.join(LEAD_NAMES)]
    lines += [','.join('' if value != value else f'{value:.4f}' for value in row) for row in np.stack(columns, 1).tolist()]
    with atomic_path(path) as temporary:
        temporary.write_text('\n'.join(lines) + '\n')


def read_csv(path: str | os.PathLike, fs_hz: float) -> ECGSignal:
    """Read a file of `write_csv`, or any with lead names as header, in any order and spelling.

    Returns:
        The twelve standard leads; those without a column, and infinite values, are NaN.

    Raises:
        ValueError: the file is empty or no text, names no lead or one twice, or has rows of different lengths.
    """
    names, lines = _read_lines(path)
    rows = [line.split(',') for line in lines]  # a blank line is a sample of a file with one column
    if any(len(row) != len(names) for row in rows):
        raise ValueError(f'{path}: rows of different lengths; every row needs {len(names)} cells')
    try:
        values = np.array([[float(cell) if cell.strip() else np.nan for cell in row] for row in rows])
    except ValueError as error:
        raise ValueError(f'{path}: {error}; cells are numbers in mV, or empty') from None
    values[~np.isfinite(values)] = np.nan
    signal_mv = np.full((len(LEAD_NAMES), len(values)), np.nan, np.float32)
    for name, column in zip(names, values.T, strict=True):
        if name:
            signal_mv[LEAD_NAMES.index(name)] = column
    return ECGSignal(signal_mv, fs_hz, LEAD_NAMES)


def check_csv(path: str | os.PathLike, num_samples: int | None = None) -> None:
    """Refuse a signal whose header or length is wrong; its numbers are not read.

    Args:
        num_samples: wanted number of rows; None for any.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: as in `read_csv`, or the number of rows is another.
    """
    if not Path(path).is_file():
        raise FileNotFoundError(f'{path}: no such file; wanted the signal with the columns I, II, ... in mV')
    found = len(_read_lines(path)[1])
    if num_samples is not None and found != num_samples:
        raise ValueError(f'{path}: {found} rows, wanted {num_samples} as its index says; mend the one that is wrong')


def read_table(path: str | os.PathLike, wanted: Sequence[str]) -> list[dict[str, str]]:
    """Rows of a CSV file with named columns; cells that are missing are ''.

    Args:
        wanted: columns that must be there.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: it is no text, or lacks a column.
    """
    columns = ' and '.join(wanted)
    if not Path(path).is_file():
        raise FileNotFoundError(f'{path}: no such file; wanted a table with the columns {columns}')
    try:
        with Path(path).open(newline='', encoding='utf-8-sig') as file:
            table = csv.DictReader(file, restval='')
            names = table.fieldnames or []
            rows = [{name: cell.strip() for name, cell in row.items() if isinstance(cell, str)} for row in table]
    except (UnicodeDecodeError, csv.Error):
        raise ValueError(f'{path}: not a text file; wanted a table with the columns {columns}') from None
    missing = [name for name in wanted if name not in names]
    if missing:
        raise ValueError(f'{path}: no column {missing[0]} in the header {",".join(names)[:60]!r}; wanted {columns}')
    return rows


def positive_number(text: str, place: str) -> float:
    """The number in a cell of a table.

    Args:
        place: where it stands, for the error.

    Raises:
        ValueError: it is no positive number.
    """
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < float('inf'):
        raise ValueError(f'{place} is {text!r}; wanted a positive number')
    return value


def _read_lines(path: str | os.PathLike) -> tuple[list[str | None], list[str]]:
    """Lead of each column, None where a column is no lead, and the rows as text."""
    try:
        lines = Path(path).read_text(encoding='utf-8-sig').rstrip('\r\n').splitlines()
    except UnicodeDecodeError:
        raise ValueError(f'{path}: not a text file; wanted a header of lead names and one row per sample') from None
    if len(lines) < 2:
        raise ValueError(f'{path}: no samples; wanted a header of lead names and one row per sample')
    names = [_lead_or_none(cell) for cell in lines[0].split(',')]
    if not any(names):
        raise ValueError(f'{path}: the header {lines[0][:60]!r} names no lead; wanted {",".join(LEAD_NAMES)}')
    leads = [name for name in names if name]
    if len(set(leads)) < len(leads):
        raise ValueError(f'{path}: a lead stands twice in the header {lines[0][:60]!r}')
    return names, lines[1:]


def _lead_or_none(text: str) -> str | None:
    try:
        return canonical_lead_name(text)
    except KeyError:
        return None
