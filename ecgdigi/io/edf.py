"""EDF+ files in and out, by edfio."""

import os
from fractions import Fraction
from pathlib import Path

import numpy as np

from ecgdigi.signals import finite_runs
from ecgdigi.structures import LEAD_NAMES, DigitizedECG, ECGSignal

from .atomic import atomic_path
from .description import describe
from .extras import import_extra

# EDF has no value for "no sample": there the file has 0 mV, and an annotation that EDF+ binds to the lead by '@@'.
GAP = 'Not printed'
# A record is filled up to its end; the samples after this annotation belong to no page.
END = 'End of page'
# Signals are named as the standard texts of EDF+ name them.
_PREFIX = 'ECG '
# Step of the numbers, uV, of signals within 8 mV; doubled until a signal fits into 16 bits.
_FINEST_UV = 0.25
# A record may last this many seconds at most; rates that fill no whole number of such seconds cannot be told exactly.
_MAX_RECORD_S = 10
_UV = {'uv': 1.0, 'mv': 1e3, 'v': 1e6}


def write_edf(path: str | os.PathLike, ecg: DigitizedECG) -> None:
    """Write a continuous EDF+ file without a patient and without a date.

    Raises:
        ImportError: edfio is missing.
        OSError: it cannot be written.
        ValueError: EDF cannot tell this sampling rate.
    """
    edfio = import_extra('edfio', 'edf')
    signal = ecg.signal
    record_s = _record_s(path, signal.fs_hz)
    num_samples = signal.signal_mv.shape[1]
    per_record = round(record_s * signal.fs_hz)
    num_filled = -num_samples % per_record
    texts = [edfio.EdfAnnotation(0.0, None, line) for line in describe(ecg)]
    if num_filled:
        texts.append(edfio.EdfAnnotation(num_samples / signal.fs_hz, num_filled / signal.fs_hz, END))
    channels = []
    for lead, values_mv in zip(signal.leads, signal.signal_mv.astype(np.float64), strict=True):
        label = f'{_PREFIX}{lead}'
        for start, stop in finite_runs(np.where(np.isnan(values_mv), 0.0, np.nan)):
            texts.append(edfio.EdfAnnotation(start / signal.fs_hz, (stop - start) / signal.fs_hz, f'{GAP}@@{label}'))
        filled_uv = np.pad(np.nan_to_num(values_mv * 1e3, nan=0.0), (0, num_filled))
        step_uv = _step_uv(filled_uv)
        channels.append(
            edfio.EdfSignal.from_digital(
                np.round(filled_uv / step_uv).astype(np.int16),
                per_record / record_s,
                label=label,
                physical_dimension='uV',
                physical_range=(-32768 * step_uv, 32767 * step_uv),
            )
        )
    recording = edfio.Recording(equipment_code='ecgdigi')
    file = edfio.Edf(channels, recording=recording, data_record_duration=record_s, annotations=texts)
    with atomic_path(path) as temporary:
        file.write(temporary)


def read_edf(path: str | os.PathLike) -> ECGSignal:
    """Read a file of `write_edf`, or any EDF with signals named as leads, all of one rate; others are left out.

    Returns:
        The leads that the file has; NaN where an annotation of `write_edf` says that nothing is printed.

    Raises:
        ImportError: edfio is missing.
        FileNotFoundError: there is no such file.
        ValueError: it cannot be read, has no lead, or leads of different rates.
    """
    edfio = import_extra('edfio', 'edf')
    if not Path(path).is_file():
        raise FileNotFoundError(f'{path}: no such file')
    try:
        file = edfio.read_edf(path)
        channels = {channel.label.removeprefix(_PREFIX): channel for channel in file.signals}
        texts = file.annotations
        channels = {lead: channel for lead, channel in channels.items() if lead in LEAD_NAMES}
        data_uv = {lead: channel.data * _UV[channel.physical_dimension.lower()] for lead, channel in channels.items()}
    except (ValueError, IndexError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f'{path}: not an EDF file that can be read ({" ".join(str(error).split())})') from None
    rates_hz = {channel.sampling_frequency for channel in channels.values()}
    if len(rates_hz) != 1:
        raise ValueError(f'{path}: leads at {sorted(rates_hz)} Hz; wanted signals named I or {_PREFIX}I and so on, at one rate')
    fs_hz = rates_hz.pop()
    for text in texts:
        start = round(text.onset * fs_hz)
        words, _, label = text.text.partition('@@')
        if words == GAP and label.removeprefix(_PREFIX) in data_uv:
            data_uv[label.removeprefix(_PREFIX)][start : start + round(text.duration * fs_hz)] = np.nan
        elif words == END:
            data_uv = {lead: values_uv[:start] for lead, values_uv in data_uv.items()}
    return ECGSignal(np.stack(list(data_uv.values())) / 1e3, fs_hz, tuple(data_uv))


def _record_s(path: str | os.PathLike, fs_hz: float) -> int:
    """Seconds of a record: the fewest that hold a whole number of samples."""
    rate = Fraction(fs_hz).limit_denominator(_MAX_RECORD_S)
    if abs(rate - Fraction(fs_hz)) > 1e-9 * rate:
        raise ValueError(f'{path}: EDF cannot tell a rate of {fs_hz} Hz exactly; take a whole number of Hz')
    return rate.denominator


def _step_uv(values_uv: np.ndarray) -> float:
    step_uv = _FINEST_UV
    while np.abs(values_uv).max(initial=0) > 32767 * step_uv:
        step_uv *= 2
    return step_uv
