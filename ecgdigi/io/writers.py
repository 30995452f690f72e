"""File formats by name; a new one is a row in WRITERS."""

from collections.abc import Callable
from pathlib import Path

from ecgdigi.structures import ECGSignal

from .csv import write_csv
from .wfdb import write_wfdb


def _write_csv(stem: Path, signal: ECGSignal) -> None:
    write_csv(stem.with_name(stem.name + '.csv'), signal)


# Name to function (path without ending, signal) -> None.
WRITERS: dict[str, Callable[[Path, ECGSignal], None]] = {'csv': _write_csv, 'wfdb': write_wfdb}
# What each of them writes, by what comes behind the stem.
ENDINGS: dict[str, tuple[str, ...]] = {'csv': ('.csv',), 'wfdb': ('.hea', '.dat')}
