import dataclasses

import numpy as np
import pydicom
import pytest
from readings import error_uv, same_gaps

from ecgdigi.io.description import describe
from ecgdigi.io.dicom_waveform import LEAD_CODES, TWELVE_LEAD_ECG, write_dicom
from ecgdigi.structures import LEAD_NAMES, ECGSignal

# Of the modules of a 12-lead ECG in PS3.3: what must have a value, and what must at least be there.
TYPE_1 = (
    'SOPClassUID SOPInstanceUID StudyInstanceUID SeriesInstanceUID Modality InstanceNumber ContentDate ContentTime '
    'AcquisitionDateTime WaveformSequence'
)
TYPE_2 = (
    'PatientName PatientID PatientBirthDate PatientSex StudyDate StudyTime StudyID ReferringPhysicianName AccessionNumber '
    'SeriesNumber Manufacturer AcquisitionContextSequence'
)
OF_GROUP = 'WaveformOriginality NumberOfWaveformChannels NumberOfWaveformSamples SamplingFrequency ChannelDefinitionSequence'
OF_CHANNEL = (
    'ChannelSourceSequence ChannelSensitivity ChannelSensitivityUnitsSequence ChannelSensitivityCorrectionFactor '
    'ChannelBaseline ChannelSampleSkew WaveformBitsStored'
)


@pytest.fixture
def dataset(tmp_path, ecg):
    write_dicom(tmp_path / 'page.dcm', ecg)
    return pydicom.dcmread(tmp_path / 'page.dcm')


def test_the_fields_own_reader_gets_what_was_written(ecg, dataset):
    assert dataset.file_meta.MediaStorageSOPClassUID == dataset.SOPClassUID == TWELVE_LEAD_ECG == pydicom.uid.UID(TWELVE_LEAD_ECG)
    assert pydicom.uid.UID(TWELVE_LEAD_ECG).name == '12-lead ECG Waveform Storage'
    group = dataset.WaveformSequence[0]
    assert (group.NumberOfWaveformChannels, group.NumberOfWaveformSamples, group.SamplingFrequency) == (12, 5000, 500)
    assert group.WaveformOriginality == 'DERIVED'
    padding = np.frombuffer(group.WaveformPaddingValue, '<i2')[0]
    found_mv = np.where(
        pydicom.waveforms.multiplex_array(dataset, 0, as_raw=True) == padding,
        np.nan,
        pydicom.waveforms.multiplex_array(dataset, 0) / 1e3,
    ).T
    assert same_gaps(found_mv, ecg)
    assert error_uv(found_mv, ecg) <= 0.5001
    assert [note.UnformattedTextValue for note in dataset.WaveformAnnotationSequence] == describe(ecg)


def test_leads_and_units_are_coded(dataset):
    from pydicom.sr.codedict import codes

    for lead, channel in zip(LEAD_NAMES, dataset.WaveformSequence[0].ChannelDefinitionSequence, strict=True):
        source, unit = channel.ChannelSourceSequence[0], channel.ChannelSensitivityUnitsSequence[0]
        assert channel.ChannelLabel == lead
        assert source.CodingSchemeDesignator == 'MDC'
        assert lead.lower() in source.CodeMeaning.lower().replace(',', ' ').split()
        assert (unit.CodeValue, unit.CodingSchemeDesignator, channel.ChannelSensitivity) == ('uV', 'UCUM', 1)
    known = {(code.value, code.meaning) for code in (getattr(codes.CID3001, name) for name in codes.CID3001.dir())}
    assert set(LEAD_CODES.values()) <= known  # pydicom's own copy of the context group
    assert set(LEAD_CODES) == set(LEAD_NAMES)


def test_what_the_standard_demands_is_there_and_nobody_is_named(dataset):
    for keyword in TYPE_1.split():
        assert dataset[keyword].value, keyword
    for keyword in TYPE_2.split():
        assert keyword in dataset, keyword
    assert not any(dataset[keyword].value for keyword in TYPE_2.split() if keyword.startswith(('Patient', 'Study')))
    group = dataset.WaveformSequence[0]
    assert all(keyword in group for keyword in OF_GROUP.split())
    assert all(keyword in channel for channel in group.ChannelDefinitionSequence for keyword in OF_CHANNEL.split())
    assert dataset.PatientIdentityRemoved == 'YES'


def test_names_follow_from_the_content(tmp_path, ecg, dataset):
    write_dicom(tmp_path / 'again.dcm', ecg)
    assert (tmp_path / 'again.dcm').read_bytes() == (tmp_path / 'page.dcm').read_bytes()
    write_dicom(tmp_path / 'other.dcm', dataclasses.replace(ecg, page_number=3))
    other = pydicom.dcmread(tmp_path / 'other.dcm')
    uids = [
        getattr(each, name) for each in (dataset, other) for name in ('SOPInstanceUID', 'StudyInstanceUID', 'SeriesInstanceUID')
    ]
    assert len(set(uids)) == 6
    assert all(uid.is_valid and uid.startswith('2.25.') for uid in uids)


@pytest.mark.parametrize(('num_samples', 'fs_hz'), [(100, 100.0), (100, 2000.0), (16385, 500.0)])
def test_what_the_standard_does_not_allow_is_refused(tmp_path, ecg, num_samples, fs_hz):
    long = ECGSignal(np.zeros((1, num_samples)), fs_hz, ['I'])
    with pytest.raises(ValueError, match=r'page\.dcm: .* take another rate'):
        write_dicom(tmp_path / 'page.dcm', dataclasses.replace(ecg, signal=long, confidence=None))
    assert list(tmp_path.iterdir()) == []
