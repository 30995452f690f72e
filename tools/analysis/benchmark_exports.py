"""Write a printed page in every format, read it back by other programs' readers, and compare: a table in Markdown.

The page is a simulated ECG of 10 s and 12 leads at 500 Hz, printed as 3x4+1; one lead is not printed, and one has gaps.

Exit code: 0 all came back as the formats promise, 1 something did not, 2 wrong usage.
"""

import argparse
import csv
import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import numpy as np

from ecgdigi.command_line import in_one_line, positive
from ecgdigi.io.writers import build_writers
from ecgdigi.structures import LAYOUTS, LEAD_NAMES, DigitizedECG, ECGSignal, printed_signal
from ecgdigi.synthesis.sources import SimulatedECG
from ecgdigi.version import __version__

FS_HZ, DURATION_S = 500.0, 10.0
NUM_SAMPLES = round(FS_HZ * DURATION_S)
# Largest difference that rounding to a format's steps makes, uV, and how far NumPy's own sums may be off.
HALF_STEPS_UV = {'csv': 0.05, 'wfdb': 0.5, 'edf': 0.125, 'dicom': 0.5, 'aecg': 0.5, 'json': 0.05}
ROUNDING_UV = 1e-3


def read_csv(path: Path) -> tuple[np.ndarray, float | None, list[str]]:
    """As the other readers: (L, T) mV, NaN where there is nothing; Hz, None if the file does not tell; leads."""
    with path.open(newline='') as file:
        leads, *rows = csv.reader(file)
    return np.array([[float(cell or 'nan') for cell in row] for row in rows]).T, None, leads


def read_wfdb(path: Path):
    import wfdb

    record = wfdb.rdrecord(str(path.with_suffix('')))
    assert set(record.units) == {'mV'}
    return record.p_signal.T, record.fs, record.sig_name


def read_edf(path: Path):
    import edfio

    file = edfio.read_edf(path)
    signals_mv = {channel.label: channel.data / 1e3 for channel in file.signals}
    assert {channel.physical_dimension for channel in file.signals} == {'uV'}
    fs_hz = file.signals[0].sampling_frequency
    for mark in file.annotations:
        kind, _, label = mark.text.partition('@@')
        if kind == 'Not printed':
            signals_mv[label][round(mark.onset * fs_hz) : round((mark.onset + mark.duration) * fs_hz)] = np.nan
    return np.stack(list(signals_mv.values())), fs_hz, [label.removeprefix('ECG ') for label in signals_mv]


def read_dicom(path: Path):
    import pydicom

    dataset = pydicom.dcmread(path)
    group = dataset.WaveformSequence[0]
    channels = group.ChannelDefinitionSequence
    assert {channel.ChannelSensitivityUnitsSequence[0].CodeValue for channel in channels} == {'uV'}
    signal_uv = dataset.waveform_array(0).T
    signal_uv[signal_uv == np.frombuffer(group.WaveformPaddingValue, '<i2')[0]] = np.nan
    return signal_uv / 1e3, float(group.SamplingFrequency), [channel.ChannelLabel for channel in channels]


def read_aecg(path: Path):
    names = {'': 'urn:hl7-org:v3'}
    series = ElementTree.parse(path).find('component/series', names)
    rows, fs_hz = {}, None
    for group in series.findall('component/sequenceSet', names):
        time, *sequences = group.findall('component/sequence', names)
        fs_hz = 1 / float(time.find('value/increment', names).get('value'))
        start = round(float(time.find('value/head', names).get('value')) * fs_hz)
        num_samples = round(float(series.find('effectiveTime/width', names).get('value')) * fs_hz)
        for sequence in sequences:
            lead = sequence.find('code', names).get('code')
            digits = np.array(sequence.find('value/digits', names).text.split(), float)
            assert sequence.find('value/scale', names).attrib == {'value': '1', 'unit': 'uV'}
            rows.setdefault(lead, np.full(num_samples, np.nan))[start : start + len(digits)] = digits / 1e3
    wanted = [f'MDC_ECG_LEAD_{lead.upper()}' for lead in LEAD_NAMES]  # one without a sequence is not printed
    return np.stack([rows.get(lead, np.full(num_samples, np.nan)) for lead in wanted]), fs_hz, list(LEAD_NAMES)


def read_json(path: Path):
    stored = json.loads(path.read_text())['signal']
    assert stored['unit'] == 'mV'
    return np.array(list(stored['samples'].values()), float), stored['fs_hz'], list(stored['samples'])


# Format -> the program that reads it here, and how.
READERS: dict[str, tuple[str, Callable]] = {
    'csv': ("Python's csv", read_csv),
    'wfdb': ('wfdb', read_wfdb),
    'edf': ('edfio', read_edf),
    'dicom': ('pydicom', read_dicom),
    'aecg': ('ElementTree', read_aecg),
    'json': ("Python's json", read_json),
}


def simulated_page(seed: int) -> DigitizedECG:
    signal = SimulatedECG(duration_s=DURATION_S, fs_hz=FS_HZ)(np.random.default_rng(seed))
    printed = printed_signal(signal, LAYOUTS['3x4+1'], duration_s=DURATION_S)
    signal_mv = printed.signal_mv.copy()
    signal_mv[LEAD_NAMES.index('aVL')] = np.nan
    signal_mv[LEAD_NAMES.index('II'), [*range(700, 720), 3001]] = np.nan
    scale = dict(mm_per_s=25.0, mm_per_mv=10.0, speed_from='given', gain_from='given')
    page = ECGSignal(signal_mv, FS_HZ, printed.leads)
    return DigitizedECG(page, LAYOUTS['3x4+1'], **scale, route='simulated', provenance={'ecgdigi': __version__})


def measure_format(name: str, ecg: DigitizedECG, stem: Path, num: int) -> tuple[list[str], bool]:
    """Cells of its row, and whether all is as promised."""
    (writer,) = build_writers([name])
    times_s = []
    for _ in range(num):
        started_s = time.perf_counter()
        writer(stem, ecg)
        times_s.append(time.perf_counter() - started_s)
    size = sum(path.stat().st_size for path in writer.paths(stem))
    program, read = READERS[name]
    found_mv, fs_hz, leads = read(writer.paths(stem)[0])
    true_mv = ecg.signal.signal_mv.astype(np.float64)
    same_shape = found_mv.shape == true_mv.shape  # and so the same origin of time: a shift would be an error
    gaps = same_shape and np.array_equal(np.isnan(found_mv), np.isnan(true_mv))
    error_uv = 1e3 * np.nanmax(np.abs(found_mv - true_mv)) if same_shape else np.inf
    named = list(leads) == list(LEAD_NAMES)
    in_file = 'no' if fs_hz is None else f'{fs_hz:g} Hz'
    right = gaps and named and error_uv <= HALF_STEPS_UV[name] + ROUNDING_UV and fs_hz in (None, FS_HZ)
    yes = {True: 'yes', False: 'NO'}
    cells = [program, f'{error_uv:.3f}', yes[gaps], yes[named], in_file, f'{size / 1e3:.0f}', f'{1e3 * np.median(times_s):.0f}']
    return cells, right


def measure(args: argparse.Namespace) -> int:
    ecg = simulated_page(args.seed)
    columns = ['format', 'read by', 'largest error, uV', 'gaps kept', 'leads named', 'rate told', 'size, kB', 'time to write, ms']
    print(f'| {" | ".join(columns)} |\n{"|---" * len(columns)}|')
    all_right = True
    with tempfile.TemporaryDirectory() as folder:
        for name in READERS:
            cells, right = measure_format(name, ecg, Path(folder) / 'page', args.num)
            print(f'| {name} | {" | ".join(cells)} |')
            all_right &= right
    return 0 if all_right else 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--num', type=positive, default=11, help='times that each file is written; default 11')
    parser.add_argument('--seed', type=int, default=0, help='of the simulated ECG; default 0')
    args = parser.parse_args()
    return in_one_line('benchmark_exports', lambda: measure(args))


if __name__ == '__main__':
    sys.exit(main())
