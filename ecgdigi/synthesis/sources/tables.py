"""Recorded ECGs from CSV files and NumPy arrays."""

import csv
import zipfile
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

from ecgdigi.io.csv import read_csv
from ecgdigi.io.paths import resolve_data_path
from ecgdigi.registry import SIGNAL_SOURCES
from ecgdigi.structures import LEAD_NAMES, ECGSignal, canonical_lead_name

from .recorded import RecordedSource, unit_factor

TIME_COLUMNS = ('time', 'time_s', 't')


@SIGNAL_SOURCES.register_module()
class CSVSource(RecordedSource):
    """Draws records of a folder of CSV files: one row per sample, one column per lead, lead names as header.

    Where the folder has an `index.csv` with a column `file`, that is the list of records (and `fs_hz` and `split` of each,
    if it has such columns); otherwise every other CSV file below the folder is one.

    Args:
        root: folder of the files. '$ECGDIGI_DATA/...' is looked up as `resolve_data_path` says.
        splits: which splits of the index to use; None: all.
        duration_s: length of the piece taken from a record, s; records that are shorter are left out.
        fs_hz: sampling rate of the files of which the index tells none, Hz; None: from their column of times in seconds
            (`time_s`, `time` or `t`).
        unit: of the values, 'mV' or 'uV'.
        missing: what is done about a record that lacks leads: 'skip', or 'raise' an error.

    Raises:
        ValueError: there are no files, or an argument has none of its values.
    """

    def __init__(
        self,
        root: str,
        splits: Sequence[str] | None = None,
        *,
        duration_s: float,
        fs_hz: float | None = None,
        unit: str = 'mV',
        missing: str = 'skip',
    ):
        self.root = resolve_data_path(root)
        super().__init__(self.root, duration_s=duration_s, missing=missing)
        self.factor = unit_factor(unit, 'CSVSource')
        rows = _index_rows(self.root, splits)
        self.files = [(str(self.root / row['file']), float(row.get('fs_hz') or fs_hz or 0) or None) for row in rows]
        if not self.files:
            raise ValueError(f'{self.root}: no CSV files there, or none in splits {splits}; check `root` and `splits`')

    def __len__(self) -> int:
        return len(self.files)

    def read(self, index: int) -> tuple[ECGSignal, str]:
        path, fs_hz = self.files[index]
        # Not inside the reading: a rate that nobody told is the same mistake in every file, and is said at once.
        return _read_csv_cached(path, fs_hz or _rate_of_times(path), self.factor), path


def _index_rows(root: Path, splits: Sequence[str] | None) -> list[dict[str, str]]:
    index = root / 'index.csv'
    if not index.is_file():
        if splits is not None:
            raise ValueError(f'{index}: not there, so splits {splits} cannot be told; add it, or leave out `splits`')
        return [{'file': str(path.relative_to(root))} for path in sorted(root.rglob('*.csv'))]
    with index.open(newline='') as file:
        rows = list(csv.DictReader(file))
    for column in ['file'] if splits is None else ['file', 'split']:
        if rows and column not in rows[0]:
            raise ValueError(f'{index}: no column {column!r} among {", ".join(rows[0])}; add it')
    return [row for row in rows if splits is None or row['split'] in {str(split) for split in splits}]


@lru_cache(maxsize=4000)
def _rate_of_times(path: str) -> float:
    try:
        lines = Path(path).read_text(encoding='utf-8-sig').split()
        names = [cell.strip().lower() for cell in lines[0].split(',')]
        column = next(names.index(name) for name in TIME_COLUMNS if name in names)
        first_s, last_s = (float(line.split(',')[column]) for line in (lines[1], lines[-1]))
        return round((len(lines) - 2) / (last_s - first_s), 3)
    except (StopIteration, IndexError, ValueError, ZeroDivisionError):
        raise LookupError(f'{path}: sampling rate unknown; set fs_hz, or add it to index.csv, or a column time_s') from None


@lru_cache(maxsize=1000)
def _read_csv_cached(path: str, fs_hz: float, factor: float) -> ECGSignal:
    signal = read_csv(path, fs_hz)
    given = np.isfinite(signal.signal_mv).any(1)
    if not given.any():
        raise ValueError(f'{path}: no samples')
    leads = tuple(lead for lead, has in zip(signal.leads, given, strict=True) if has)
    return ECGSignal(signal.signal_mv[given] * factor, fs_hz, leads)


@SIGNAL_SOURCES.register_module()
class NumpySource(RecordedSource):
    """Draws records of one array (.npy) that is read piece by piece from disk, or of a folder of .npz files.

    Args:
        path: .npy file of shape (N, L, T) or (N, T, L); or folder of .npz files with `signal` of shape (L, T) or (T, L), and,
            where they differ from the arguments, `fs` in Hz and `leads`. '$ECGDIGI_DATA/...' is looked up as
            `resolve_data_path` says.
        duration_s: length of the piece taken from a record, s; records that are shorter are left out.
        fs_hz: sampling rate of records that do not tell, Hz.
        leads: names of the L leads of records that do not tell.
        unit: of the values, 'mV' or 'uV'.
        missing: what is done about a record that lacks leads: 'skip', or 'raise' an error.

    Raises:
        FileNotFoundError: there is neither such a file nor such a folder.
        ValueError: the array has another shape, the rate of an .npy file is not given, or an argument has none of its values.
    """

    def __init__(
        self,
        path: str,
        *,
        duration_s: float,
        fs_hz: float | None = None,
        leads: Sequence[str] = LEAD_NAMES,
        unit: str = 'mV',
        missing: str = 'skip',
    ):
        self.path = resolve_data_path(path)
        super().__init__(self.path, duration_s=duration_s, missing=missing)
        self.factor = unit_factor(unit, 'NumpySource')
        self.fs_hz = fs_hz
        self.leads = tuple(canonical_lead_name(lead) for lead in leads)
        if self.path.is_dir():
            self.files = sorted(str(file) for file in self.path.rglob('*.npz'))
            self.num_records = len(self.files)
        elif self.path.is_file():
            self.num_records = self._checked_shape()[0]
        else:
            raise FileNotFoundError(f'{self.path}: neither an .npy file nor a folder of .npz files; check `path`')
        if not self.num_records:
            raise ValueError(f'{self.path}: no records there; wanted .npz files, or an array of shape (N, 12, T)')

    def _checked_shape(self) -> tuple[int, ...]:
        shape = _mapped(str(self.path)).shape
        if len(shape) != 3 or len(self.leads) not in shape[1:]:
            count = len(self.leads)
            raise ValueError(f'{self.path}: shape {shape}; wanted (N, {count}, T) or (N, T, {count}), or set `leads`')
        if self.fs_hz is None:
            raise ValueError(f'{self.path}: sampling rate unknown; set fs_hz')
        return shape

    def __len__(self) -> int:
        return self.num_records

    def read(self, index: int) -> tuple[ECGSignal, str]:
        if self.path.is_dir():
            return self._read_npz(self.files[index]), self.files[index]
        return self._signal(_mapped(str(self.path))[index], self.fs_hz, self.leads), f'{self.path}: record {index}'

    def _read_npz(self, path: str) -> ECGSignal:
        try:
            with np.load(path) as file:
                values, fs_hz = file['signal'], float(file['fs']) if 'fs' in file else self.fs_hz
                leads = tuple(str(lead) for lead in file['leads']) if 'leads' in file else self.leads
        except (KeyError, EOFError, zipfile.BadZipFile) as error:
            raise ValueError(f'{path}: {error}; wanted arrays signal, fs and leads') from None
        if fs_hz is None:
            raise LookupError(f'{path}: sampling rate unknown; set fs_hz, or add an array fs')
        return self._signal(values, fs_hz, leads)

    def _signal(self, values: np.ndarray, fs_hz: float, leads: tuple[str, ...]) -> ECGSignal:
        turned = values.T if values.shape[0] != len(leads) else values
        return ECGSignal(turned.astype(np.float32) * self.factor, fs_hz, leads)


# Opened in each worker process by itself: a mapped array that is handed over would be copied whole.
@lru_cache(maxsize=16)
def _mapped(path: str) -> np.ndarray:
    try:
        return np.load(path, mmap_mode='r')
    except ValueError as error:
        raise ValueError(f'{path}: not an array that can be mapped ({error}); write it with numpy.save') from None
