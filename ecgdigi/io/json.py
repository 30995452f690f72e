"""Readings as JSON: everything that is known of a page, with the signal in the file or in another one beside it."""

import json
import math
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from ecgdigi.structures import DigitizedECG, ECGSignal, PageLayout

from .atomic import atomic_path
from .csv import read_csv
from .description import NOTICE
from .edf import read_edf
from .wfdb import read_wfdb

SCHEMA = 'ecgdigi.reading'
# Raised when a reader of the former version would misunderstand a file; docs/exports.md lists the fields.
SCHEMA_VERSION = 1
# Digits after the point: 0.1 uV, and thousandths of confidence.
_SIGNAL_DIGITS, _CONFIDENCE_DIGITS = 4, 3
# Files that may hold the signal, by their endings.
_SIGNAL_READERS = {
    '.csv': lambda path, fs_hz: read_csv(path, fs_hz),
    '.hea': lambda path, fs_hz: read_wfdb(path.with_suffix('')),
    '.edf': lambda path, fs_hz: read_edf(path),
}


def write_json(path: str | os.PathLike, ecg: DigitizedECG, signal_file: str = '') -> None:
    """Write strictly valid JSON.

    Args:
        signal_file: as for `json_content`.

    Raises:
        OSError: it cannot be written.
        ValueError: `signal_file` is of another kind, or in another folder.
    """
    content = json_content(ecg, signal_file)
    # A line for each part: long numbers stay apart from what a person reads.
    lines = [f'{json.dumps(name)}: {json.dumps(value, ensure_ascii=False, allow_nan=False)}' for name, value in content.items()]
    with atomic_path(path) as temporary:
        temporary.write_text('{\n' + ',\n'.join(lines) + '\n}\n', encoding='utf-8')


def json_content(ecg: DigitizedECG, signal_file: str = '') -> dict:
    """A reading in values that JSON has; docs/exports.md lists them.

    Args:
        signal_file: name of a CSV, WFDB header or EDF file, beside that of the JSON, that holds the signal; '': the JSON does.

    Returns:
        Numbers, texts, lists and dicts; None for NaN.

    Raises:
        ValueError: `signal_file` is of another kind, or in another folder.
    """
    signal = ecg.signal
    stored = dict(unit='mV', fs_hz=signal.fs_hz, num_samples=signal.signal_mv.shape[1], leads=list(signal.leads))
    if signal_file:
        check_signal_file(signal_file)
        stored['file'] = signal_file
    else:
        stored['samples'] = _by_lead(signal.leads, signal.signal_mv, _SIGNAL_DIGITS)
    return dict(
        schema=SCHEMA,
        schema_version=SCHEMA_VERSION,
        notice=NOTICE,
        page_number=ecg.page_number,
        route=ecg.route,
        scale=dict(mm_per_s=ecg.mm_per_s, mm_per_mv=ecg.mm_per_mv, speed_from=ecg.speed_from, gain_from=ecg.gain_from),
        layout=dict(name=ecg.layout.name, rows=list(map(list, ecg.layout.rows)), agreement_db=_number(ecg.agreement_db)),
        grid_residual_mm=_number(ecg.residual_mm),
        quality=dict(grade=ecg.grade, reasons=list(ecg.reasons)),
        provenance=dict(ecg.provenance),
        signal=stored,
        confidence=None if ecg.confidence is None else _by_lead(signal.leads, ecg.confidence, _CONFIDENCE_DIGITS),
    )


def read_json(path: str | os.PathLike) -> DigitizedECG:
    """Read a file of `write_json`, and the signal from the file that it names, if it names one.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: it is no such JSON, of a newer version, or contradicts its signal's file.
    """
    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(f'{path}: no such file')
    try:
        content = json.loads(path.read_text(encoding='utf-8'))
        schema, version = content['schema'], content['schema_version']
    except (ValueError, KeyError, TypeError):
        raise ValueError(f'{path}: no JSON of a reading, or cut off; write it again') from None
    if schema != SCHEMA or version != SCHEMA_VERSION:
        raise ValueError(f'{path}: {schema} {version}; wanted {SCHEMA} {SCHEMA_VERSION}, read it with the ecgdigi that wrote it')
    try:
        return _ecg(path, content)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f'{path}: not as ecgdigi writes it ({error!r}); write it again') from None
    except ValueError as error:
        raise ValueError(f'{path}: {error}') from None


def _ecg(path: Path, content: Mapping) -> DigitizedECG:
    stored, layout, confidence = content['signal'], content['layout'], content['confidence']
    leads, num_samples = stored['leads'], stored['num_samples']
    if 'file' in stored:
        check_signal_file(stored['file'])
        beside = path.with_name(stored['file'])
        signal = _SIGNAL_READERS[beside.suffix](beside, stored['fs_hz'])
        if signal.signal_mv.shape[1] != num_samples or signal.fs_hz != stored['fs_hz']:
            raise ValueError(f'{beside}: another length or rate than {path} says; write both again')
        signal = ECGSignal(np.stack([signal.lead(lead) for lead in leads]), signal.fs_hz, leads)
    else:
        signal = ECGSignal(_array(stored['samples'], leads), stored['fs_hz'], leads)
    return DigitizedECG(
        signal=signal,
        layout=PageLayout(layout['name'], layout['rows']),
        agreement_db=layout['agreement_db'],
        residual_mm=content['grid_residual_mm'],
        route=content['route'],
        page_number=content['page_number'],
        provenance=content['provenance'],
        confidence=None if confidence is None else _array(confidence, leads),
        grade=content['quality']['grade'],
        reasons=tuple(content['quality']['reasons']),
        **content['scale'],
    )


def check_signal_file(name: str) -> None:
    """Refuse what `write_json` cannot name as the signal's file.

    Raises:
        ValueError: it is of another kind, or in another folder.
    """
    if Path(name).name != name or Path(name).suffix not in _SIGNAL_READERS:
        raise ValueError(f'{name!r}: not the name of a file beside it that ends in {", ".join(_SIGNAL_READERS)}')


def _by_lead(leads: Sequence[str], values: np.ndarray, digits: int) -> dict[str, list[float | None]]:
    rounded = np.round(np.asarray(values, np.float64), digits).tolist()
    return {lead: [_number(value) for value in row] for lead, row in zip(leads, rounded, strict=True)}


def _array(by_lead: Mapping, leads: Sequence[str]) -> np.ndarray:
    return np.array([[np.nan if value is None else value for value in by_lead[lead]] for lead in leads], np.float32)


def _number(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else float(value)
