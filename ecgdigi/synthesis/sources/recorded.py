"""Recorded ECGs from a folder of WFDB records."""

import csv
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

from ecgdigi.io.paths import resolve_data_path
from ecgdigi.io.wfdb import read_wfdb
from ecgdigi.registry import SIGNAL_SOURCES
from ecgdigi.structures import ECGSignal


@SIGNAL_SOURCES.register_module()
class WFDBSource:
    """Draws records of a WFDB folder (PTB-XL and any other with the twelve standard leads).

    Args:
        root: folder of the records. '$ECGDIGI_DATA/...' is looked up as `resolve_data_path` says.
        records: file listing the records below `root`: either one name per line (RECORDS), or a CSV with the
            columns `record` and `split`.
        splits: which splits of a CSV list to use.
        duration_s: length of the piece taken from a record, s; records that are shorter are left out.
    """

    def __init__(self, root: str, records: str = 'RECORDS', splits: Sequence[str] | None = None, *, duration_s: float):
        self.root = resolve_data_path(root)
        self.duration_s = duration_s
        self.names = _read_names(self.root / records, splits)
        if not self.names:
            raise ValueError(f'{self.root / records}: no record in splits {splits}; check `splits`')

    def __call__(self, rng: np.random.Generator) -> ECGSignal:
        """A random piece, `duration_s` long, of a random record; NaN samples of the record are kept."""
        for _ in range(20):
            record = _read_cached(str(self.root / self.names[rng.integers(len(self.names))]))
            spare = record.signal_mv.shape[1] - round(self.duration_s * record.fs_hz)
            if spare >= 0:
                start = int(rng.integers(spare + 1))
                stop = start + round(self.duration_s * record.fs_hz)
                return ECGSignal(record.signal_mv[:, start:stop], record.fs_hz, record.leads)
        raise ValueError(f'{self.root}: 20 records in a row are shorter than {self.duration_s} s; lower duration_s')


def _read_names(path: Path, splits: Sequence[str] | None) -> list[str]:
    if not path.is_file():
        raise FileNotFoundError(f'{path}: no list of records there; set `records`, or ECGDIGI_DATA to your data folder')
    if path.suffix != '.csv':
        return path.read_text().split()
    with path.open(newline='') as file:
        rows = list(csv.DictReader(file))
    return [row['record'] for row in rows if splits is None or row['split'] in splits]


# A PTB-XL record of 10 s takes 240 kB: a thousand of them fit in 240 MB per worker and are then read from disk once.
@lru_cache(maxsize=1000)
def _read_cached(path: str) -> ECGSignal:
    return read_wfdb(path)
