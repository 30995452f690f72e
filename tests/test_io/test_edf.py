import edfio
import numpy as np
import pytest
from readings import error_uv, reading, same_gaps

from ecgdigi.io.description import describe
from ecgdigi.io.edf import read_edf, write_edf
from ecgdigi.structures import LAYOUTS, LEAD_NAMES, DigitizedECG, ECGSignal


def plain(signal_mv, fs_hz, leads=('V1',)):
    return DigitizedECG(ECGSignal(signal_mv, fs_hz, leads), LAYOUTS['3x4'], 25.0, 10.0, 'given', 'given', 'pixels')


def gaps(file, label, fs_hz):
    """First and last but one sample of each gap, as the standard lets any reader find them."""
    marks = [mark for mark in file.annotations if mark.text == f'Not printed@@{label}']
    return [(round(mark.onset * fs_hz), round((mark.onset + mark.duration) * fs_hz)) for mark in marks]


def test_the_fields_own_reader_gets_what_was_written(tmp_path, ecg):
    write_edf(tmp_path / 'page.edf', ecg)
    file = edfio.read_edf(tmp_path / 'page.edf')
    assert file.reserved == 'EDF+C'
    assert file.labels == tuple(f'ECG {lead}' for lead in LEAD_NAMES)
    assert (file.num_data_records, file.data_record_duration) == (10, 1.0)
    found_mv = np.stack([channel.data for channel in file.signals]) / 1e3
    assert all(channel.physical_dimension == 'uV' and channel.sampling_frequency == 500 for channel in file.signals)
    assert {channel.physical_range for channel in file.signals} == {(-8192.0, 8191.75)}
    assert gaps(file, 'ECG II', 500) == [(0, 1), (700, 703), (3001, 3002), (4997, 5000)]
    assert gaps(file, 'ECG aVL', 500) == [(0, 5000)]
    for row, channel in zip(found_mv, file.signals, strict=True):
        for start, stop in gaps(file, channel.label, 500):
            assert (row[start:stop] == 0).all()
            row[start:stop] = np.nan
    assert same_gaps(found_mv, ecg)
    assert error_uv(found_mv, ecg) <= 0.126
    assert [mark.text for mark in file.annotations if mark.duration is None] == sorted(describe(ecg))


def test_nobody_and_no_date(tmp_path, ecg):
    write_edf(tmp_path / 'page.edf', ecg)
    file = edfio.read_edf(tmp_path / 'page.edf')
    assert file.local_patient_identification == 'X X X X'
    assert file.local_recording_identification == 'Startdate X X X ecgdigi'
    assert (tmp_path / 'page.edf').read_bytes()[168:184] == b'01.01.8500.00.00'
    with pytest.raises(edfio.AnonymizedDateError):
        _ = file.startdate


@pytest.mark.parametrize('num_samples', [5000, 4999, 4501])
def test_a_record_that_is_filled_up_says_so(tmp_path, signal, num_samples):
    ecg = reading(signal, num_samples)
    write_edf(tmp_path / 'page.edf', ecg)
    file = edfio.read_edf(tmp_path / 'page.edf')
    assert file.duration == 10
    ends = [(mark.onset, mark.duration) for mark in file.annotations if mark.text == 'End of page']
    assert ends == ([] if num_samples == 5000 else [(num_samples / 500, pytest.approx(10 - num_samples / 500))])
    back = read_edf(tmp_path / 'page.edf')
    assert (back.fs_hz, back.leads) == (500.0, LEAD_NAMES)
    assert same_gaps(back.signal_mv, ecg)
    assert error_uv(back.signal_mv, ecg) <= 0.126


@pytest.mark.parametrize('fs_hz', [360.0, 1000 / 3, 257.5])
def test_every_gap_comes_back_at_any_rate(tmp_path, fs_hz):
    rng = np.random.default_rng(7)
    signal_mv = np.where(rng.random((2, 3011)) < 0.3, np.nan, rng.normal(size=(2, 3011)))
    ecg = plain(signal_mv, fs_hz, ('aVR', 'V6'))
    write_edf(tmp_path / 'page.edf', ecg)
    back = read_edf(tmp_path / 'page.edf')
    assert back.fs_hz == pytest.approx(fs_hz, rel=1e-12)
    assert same_gaps(back.signal_mv, ecg)


def test_a_rate_that_edf_cannot_tell_is_refused(tmp_path):
    with pytest.raises(ValueError, match=r'page\.edf: EDF cannot tell a rate of 123\.456 Hz'):
        write_edf(tmp_path / 'page.edf', plain(np.zeros((1, 100)), 123.456))
    assert list(tmp_path.iterdir()) == []


def test_nothing_clips(tmp_path):
    signal_mv = np.array([[-70.0, 33.0, 8.0, 0.0001]])
    write_edf(tmp_path / 'page.edf', plain(signal_mv, 4.0))
    assert np.abs(read_edf(tmp_path / 'page.edf').signal_mv - signal_mv).max() <= 0.002
    assert edfio.read_edf(tmp_path / 'page.edf').signals[0].physical_range == (-131072.0, 131068.0)


def test_what_is_no_edf_of_leads_is_named(tmp_path):
    (tmp_path / 'text.edf').write_text('no EDF')
    edfio.Edf([edfio.EdfSignal(np.zeros(10), 10, label='EEG Fpz', physical_dimension='uV')]).write(tmp_path / 'eeg.edf')
    for name, words in (('text', 'not an EDF file'), ('eeg', 'wanted signals named')):
        with pytest.raises(ValueError, match=rf'{name}\.edf: .*{words}') as caught:
            read_edf(tmp_path / f'{name}.edf')
        assert '\n' not in str(caught.value)
    with pytest.raises(FileNotFoundError, match=r'none\.edf: no such file'):
        read_edf(tmp_path / 'none.edf')
