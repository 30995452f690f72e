"""WFDB records in and out."""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ecgdigi.structures import ECGSignal, canonical_lead_name

from .atomic import atomic_files
from .microvolts import STEPS_PER_MV, to_steps

# What a record consists of; the header first.
WFDB_ENDINGS = ('.hea', '.dat')
# Bytes per sample of the formats without compression.
_BYTES = {'8': 1, '80': 1, '16': 2, '61': 2, '160': 2, '212': 1.5, '24': 3, '32': 4}
# What wfdb raises when a file is not what it should be.
_WFDB_ERRORS = (ValueError, IndexError, KeyError, TypeError, AttributeError)


@dataclass(frozen=True)
class WFDBHeader:
    """What the header of a record says.

    Attributes:
        leads: standard names of those channels that are a standard lead.
        fs_hz: sampling rate, Hz.
        num_samples: None if it is not told.
        comments: lines after '#', without it.
        signal_files: path of each signal file and the bytes it must have at least, 0 if that cannot be told.
    """

    leads: tuple[str, ...]
    fs_hz: float
    num_samples: int | None
    comments: tuple[str, ...]
    signal_files: tuple[tuple[Path, int], ...]

    @property
    def has_signal(self) -> bool:
        """Whether any signal file is there; it may be cut off."""
        return any(path.is_file() for path, _ in self.signal_files)


def read_wfdb_header(path: str | os.PathLike) -> WFDBHeader:
    """Read the header of a record, named without its ending.

    Raises:
        FileNotFoundError: there is no such header.
        ValueError: it cannot be read, or names no standard lead.
    """
    import wfdb

    header = Path(f'{os.fspath(path)}.hea')
    if not header.is_file():
        raise FileNotFoundError(f'{header}: no such header of a WFDB record')
    try:
        record = wfdb.rdheader(os.fspath(path))
        names, fs_hz = list(record.sig_name), float(record.fs)
    except _WFDB_ERRORS:
        raise ValueError(f'{header}: not a WFDB header that can be read; copy it again from its source') from None
    leads = tuple(dict.fromkeys(lead for lead in map(_lead_or_none, names) if lead))
    if not leads:
        raise ValueError(f'{header}: none of the channels {names} is a standard ECG lead')
    needed: dict[Path, float] = {}
    for name, fmt, offset in zip(record.file_name, record.fmt, record.byte_offset, strict=True):
        file = header.parent / name
        needed[file] = needed.get(file, offset or 0) + _BYTES.get(fmt, 0) * (record.sig_len or 0)
    files = tuple((file, int(size)) for file, size in needed.items())
    return WFDBHeader(leads, fs_hz, record.sig_len, tuple(record.comments), files)


def check_wfdb(path: str | os.PathLike) -> WFDBHeader:
    """Read a record's header and refuse signal files that are missing or too short for it; no sample is read.

    Raises:
        FileNotFoundError: the header or a signal file is missing.
        ValueError: the header cannot be read, or a signal file is cut off.
    """
    header = read_wfdb_header(path)
    for file, size in header.signal_files:
        if not file.is_file():
            raise FileNotFoundError(f'{file}: no such signal file, but the header names it')
        if file.stat().st_size < size:
            raise ValueError(f'{file}: {file.stat().st_size} bytes, but its header needs {size}; copy it again from its source')
    return header


def read_wfdb(path: str | os.PathLike) -> ECGSignal:
    """Read a record, named without its ending; channels that are no standard lead are left out.

    Raises:
        ValueError: the record has no standard lead, or cannot be read.
    """
    import wfdb

    try:
        record = wfdb.rdrecord(os.fspath(path))
    except _WFDB_ERRORS as error:
        raise ValueError(f'{path}: not a WFDB record that can be read ({" ".join(str(error).split())})') from None
    signals, leads = [], []
    for name, unit, values in zip(record.sig_name, record.units, record.p_signal.T, strict=True):
        lead = _lead_or_none(name)
        if lead and lead not in leads:
            leads.append(lead)
            signals.append(values * {'mv': 1.0, 'uv': 1e-3, 'v': 1e3}.get(unit.lower(), 1.0))
    if not leads:
        raise ValueError(f'{path}: none of the channels {record.sig_name} is a standard ECG lead')
    return ECGSignal(np.stack(signals), float(record.fs), tuple(leads))


def write_wfdb(path: str | os.PathLike, signal: ECGSignal, comments: Sequence[str] = ()) -> None:
    """Write a record in format 16, 1000 steps per mV, zero at 0 mV; NaN is kept (WFDB's value for "no sample").

    Args:
        path: file to write, without an ending; a header and a signal file are made, or none.
        comments: lines of the header.

    Raises:
        OSError: they cannot be written.
        ValueError: a record cannot have this name.
    """
    import wfdb

    path = Path(path)
    if not re.fullmatch(r'[A-Za-z0-9_-]+', path.name):
        raise ValueError(f"{path}: not a record's name; take letters, digits, '-' and '_'")
    num_leads = len(signal.leads)
    with atomic_files([path.with_name(path.name + ending) for ending in WFDB_ENDINGS]) as folder:
        wfdb.wrsamp(
            path.name,
            fs=signal.fs_hz,
            units=['mV'] * num_leads,
            sig_name=list(signal.leads),
            d_signal=to_steps(signal.signal_mv).T.astype(np.int64),
            fmt=['16'] * num_leads,
            adc_gain=[STEPS_PER_MV] * num_leads,  # given: wfdb finds none for a lead without samples
            baseline=[0] * num_leads,
            comments=list(comments),
            write_dir=str(folder),
        )


def _lead_or_none(name: str) -> str | None:
    try:
        return canonical_lead_name(name)
    except KeyError:
        return None
