"""WFDB records in and out."""

import os
from pathlib import Path

import numpy as np

from ecgdigi.structures import ECGSignal, canonical_lead_name

# Steps per mV of the records we write. 1 uV is a fiftieth of the line width of a fine pen at 10 mm/mV.
ADC_PER_MV = 1000


def read_wfdb(path: str | os.PathLike) -> ECGSignal:
    """Read a record, named without its ending; channels that are no standard lead are left out.

    Raises:
        ValueError: the record has no standard lead.
    """
    import wfdb

    record = wfdb.rdrecord(os.fspath(path))
    signals, leads = [], []
    for name, unit, values in zip(record.sig_name, record.units, record.p_signal.T, strict=True):
        try:
            lead = canonical_lead_name(name)
        except KeyError:
            continue
        if lead not in leads:
            leads.append(lead)
            signals.append(values * {'mv': 1.0, 'uv': 1e-3, 'v': 1e3}.get(unit.lower(), 1.0))
    if not leads:
        raise ValueError(f'{path}: none of the channels {record.sig_name} is a standard ECG lead')
    return ECGSignal(np.stack(signals), float(record.fs), tuple(leads))


def write_wfdb(path: str | os.PathLike, signal: ECGSignal) -> None:
    """Write a record in format 16, 1000 steps per mV; NaN is kept (WFDB's value for "no sample").

    Args:
        path: file to write, without an ending; a header and a signal file are made.
    """
    import wfdb

    path = Path(path)
    # Values beyond the range of 16 bits (32.7 mV) cannot be an ECG; wfdb would wrap them round.
    physical = np.clip(signal.signal_mv.T.astype(np.float64), -32.7, 32.7)
    wfdb.wrsamp(
        path.name,
        fs=signal.fs_hz,
        units=['mV'] * len(signal.leads),
        sig_name=list(signal.leads),
        p_signal=physical,
        fmt=['16'] * len(signal.leads),
        adc_gain=[ADC_PER_MV] * len(signal.leads),
        baseline=[0] * len(signal.leads),
        write_dir=str(path.parent),
    )
