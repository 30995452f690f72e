"""Signals as CSV: twelve columns in mV, one row per sample, empty where nothing is printed."""

import os
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
    rows = [line.split(',') for line in lines[1:]]  # a blank line is a sample of a file with one column
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


def _lead_or_none(text: str) -> str | None:
    try:
        return canonical_lead_name(text)
    except KeyError:
        return None
