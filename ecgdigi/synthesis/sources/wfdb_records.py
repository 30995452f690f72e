"""Recorded ECGs from a folder of WFDB records."""

import csv
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from ecgdigi.io.paths import resolve_data_path
from ecgdigi.io.wfdb import read_wfdb
from ecgdigi.registry import SIGNAL_SOURCES
from ecgdigi.structures import ECGSignal

from .recorded import RecordedSource


@SIGNAL_SOURCES.register_module()
class WFDBSource(RecordedSource):
    """Draws records of a WFDB folder: PTB-XL, LUDB, Chapman-Shaoxing, Georgia, CPSC2018 as WFDB, and any other of that kind.

    Args:
        root: folder of the records. '$ECGDIGI_DATA/...' is looked up as `resolve_data_path` says.
        records: which records there are. A file below `root`, either with one name per line (RECORDS; a line that ends with
            '/' is a folder whose own RECORDS counts, or all of its headers), or a CSV with a header. Or a pattern of headers
            below `root`, such as '**/*.hea' for all.
        splits: which splits of a CSV list to use; None: all.
        duration_s: length of the piece taken from a record, s; records that are shorter are left out.
        missing: what is done about a record that lacks leads: 'skip', or 'raise' an error.
        record_column, split_column: columns of a CSV list. PTB-XL's own list has 'filename_hr' and 'strat_fold'.

    Raises:
        FileNotFoundError: there is no such list.
        ValueError: the list has no such columns, no record is in the splits, or an argument has none of its values.
    """

    def __init__(
        self,
        root: str,
        records: str = 'RECORDS',
        splits: Sequence[str] | None = None,
        *,
        duration_s: float,
        missing: str = 'skip',
        record_column: str = 'record',
        split_column: str = 'split',
    ):
        self.root = resolve_data_path(root)
        super().__init__(self.root, duration_s=duration_s, missing=missing)
        if '*' in records:
            self.names = sorted(str(path.relative_to(self.root).with_suffix('')) for path in self.root.glob(records))
        elif records.endswith('.csv'):
            self.names = _read_table(self.root / records, splits, record_column, split_column)
        else:
            self.names = _read_list(self.root, records)
        if not self.names and splits is not None:
            raise ValueError(f'{self.root / records}: no record in splits {splits}; check `splits`')
        if not self.names:
            raise ValueError(f'{self.root / records}: no records there; check `root` and `records`')

    def __len__(self) -> int:
        return len(self.names)

    def read(self, index: int) -> tuple[ECGSignal, str]:
        path = str(self.root / self.names[index])
        return _read_cached(path), path


def _read_table(path: Path, splits: Sequence[str] | None, record_column: str, split_column: str) -> list[str]:
    with _existing(path).open(newline='') as file:
        rows = list(csv.DictReader(file))
    for column in [record_column] if splits is None else [record_column, split_column]:
        if rows and column not in rows[0]:
            raise ValueError(f'{path}: no column {column!r} among {", ".join(rows[0])}; set record_column and split_column')
    wanted = None if splits is None else {str(split) for split in splits}
    return [row[record_column] for row in rows if wanted is None or row[split_column] in wanted]


def _read_list(root: Path, records: str) -> list[str]:
    names = []
    for line in _existing(root / records).read_text().split():
        if not line.endswith('/'):
            names.append(line)
        elif (root / line / 'RECORDS').is_file():
            names += [f'{line}{name}' for name in _read_list(root / line, 'RECORDS')]
        else:
            names += sorted(f'{line}{path.stem}' for path in (root / line).glob('*.hea'))
    return names


def _existing(path: Path) -> Path:
    if not path.is_file():
        raise FileNotFoundError(
            f"{path}: no list of records there; set `records` ('**/*.hea' takes all), or ECGDIGI_DATA to your data folder"
        )
    return path


# A PTB-XL record of 10 s takes 240 kB: a thousand of them fit in 240 MB per worker and are then read from disk once.
@lru_cache(maxsize=1000)
def _read_cached(path: str) -> ECGSignal:
    return read_wfdb(path)
