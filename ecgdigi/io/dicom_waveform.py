"""DICOM 12-lead ECG waveform objects, by pydicom."""

import os

import numpy as np

from ecgdigi.structures import DigitizedECG

from .atomic import atomic_path
from .description import NOTICE, content_uuid, describe
from .extras import import_extra
from .microvolts import NO_SAMPLE, to_steps

TWELVE_LEAD_ECG = '1.2.840.10008.5.1.4.1.1.9.1.1'
# Leads as context group 3001 of the standard codes them: ISO/IEEE 11073 ("MDC"), and how it calls them.
LEAD_CODES = {
    'I': ('2:1', 'Lead I'),
    'II': ('2:2', 'Lead II'),
    'III': ('2:61', 'Lead III'),
    'aVR': ('2:62', 'aVR, augmented voltage, right'),
    'aVL': ('2:63', 'aVL, augmented voltage, left'),
    'aVF': ('2:64', 'aVF, augmented voltage, foot'),
    'V1': ('2:3', 'Lead V1'),
    'V2': ('2:4', 'Lead V2'),
    'V3': ('2:5', 'Lead V3'),
    'V4': ('2:6', 'Lead V4'),
    'V5': ('2:7', 'Lead V5'),
    'V6': ('2:8', 'Lead V6'),
}
# What the standard allows for this kind of object (PS3.3, A.34.3.4).
RATES_HZ = (200, 1000)
MAX_SAMPLES = 16384
# When the ECG was taken is not known, but the standard demands a time: the one that stands for "none" by custom.
_NO_DATE, _NO_TIME = '19000101', '000000'
_MAX_TEXT = 1024


def write_dicom(path: str | os.PathLike, ecg: DigitizedECG) -> None:
    """Write one object: 16 bits, 1 uV a step, padding value for NaN; no patient, and names that follow from the content.

    Raises:
        ImportError: pydicom is missing.
        OSError: it cannot be written.
        ValueError: the standard allows no such rate or length.
    """
    import_extra('pydicom', 'dicom')
    fs_hz, num_samples = ecg.signal.fs_hz, ecg.signal.signal_mv.shape[1]
    if not (RATES_HZ[0] <= fs_hz <= RATES_HZ[1] and 0 < num_samples <= MAX_SAMPLES):
        raise ValueError(
            f'{path}: {num_samples} samples at {fs_hz:g} Hz; a DICOM 12-lead ECG has {RATES_HZ[0]} to {RATES_HZ[1]} Hz and '
            f'at most {MAX_SAMPLES} samples; take another rate'
        )
    dataset = _object(ecg)
    dataset.WaveformSequence = [_waveform(ecg)]
    dataset.WaveformAnnotationSequence = [_note(line) for line in describe(ecg)]
    with atomic_path(path) as temporary:
        dataset.save_as(temporary, enforce_file_format=True)


def _object(ecg: DigitizedECG):
    """All but the waveform."""
    from pydicom.dataset import Dataset, FileMetaDataset
    from pydicom.uid import ExplicitVRLittleEndian

    dataset = Dataset()
    dataset.SpecificCharacterSet = 'ISO_IR 192'
    dataset.SOPClassUID = TWELVE_LEAD_ECG
    for keyword in ('SOPInstanceUID', 'StudyInstanceUID', 'SeriesInstanceUID'):
        setattr(dataset, keyword, f'2.25.{content_uuid(ecg, keyword).int}')
    for keyword in ('PatientName', 'PatientID', 'PatientBirthDate', 'PatientSex', 'ReferringPhysicianName', 'AccessionNumber'):
        setattr(dataset, keyword, '')
    dataset.PatientIdentityRemoved = 'YES'
    dataset.DeidentificationMethod = 'Nothing but the signal is read from the page'
    dataset.StudyID, dataset.StudyDate, dataset.StudyTime = '', '', ''
    dataset.Modality, dataset.SeriesNumber = 'ECG', '1'
    dataset.SeriesDescription = 'Digitized from a printed page; for research'
    dataset.Manufacturer, dataset.ManufacturerModelName = 'ecgdigi', 'ecgdigi'
    if 'ecgdigi' in ecg.provenance:
        dataset.SoftwareVersions = ecg.provenance['ecgdigi'][:64]
    dataset.InstanceNumber = str(ecg.page_number)
    dataset.ContentDate, dataset.ContentTime = _NO_DATE, _NO_TIME
    dataset.AcquisitionDateTime = _NO_DATE + _NO_TIME
    dataset.AcquisitionContextSequence = []
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    return dataset


def _waveform(ecg: DigitizedECG):
    from pydicom.dataset import Dataset

    steps = to_steps(ecg.signal.signal_mv)
    group = Dataset()
    group.WaveformOriginality = 'DERIVED'
    group.NumberOfWaveformChannels, group.NumberOfWaveformSamples = steps.shape
    group.SamplingFrequency = f'{ecg.signal.fs_hz:.12g}'
    group.MultiplexGroupLabel = 'PRINTED PAGE'
    group.ChannelDefinitionSequence = [_channel(lead) for lead in ecg.signal.leads]
    group.WaveformBitsAllocated = 16
    group.WaveformSampleInterpretation = 'SS'
    group.add_new('WaveformPaddingValue', 'OW', np.int16(NO_SAMPLE).astype('<i2').tobytes())
    group.add_new('WaveformData', 'OW', steps.T.astype('<i2').tobytes())  # sample by sample, all leads of each
    return group


def _channel(lead: str):
    from pydicom.dataset import Dataset

    channel = Dataset()
    channel.ChannelLabel = lead
    channel.ChannelSourceSequence = [_code(LEAD_CODES[lead][0], 'MDC', LEAD_CODES[lead][1])]
    channel.ChannelSensitivity, channel.ChannelSensitivityCorrectionFactor, channel.ChannelBaseline = '1', '1', '0'
    channel.ChannelSensitivityUnitsSequence = [_code('uV', 'UCUM', 'microvolt')]
    channel.ChannelSampleSkew = '0'
    channel.ChannelDerivationDescription = NOTICE[:64]
    channel.WaveformBitsStored = 16
    return channel


def _note(text: str):
    from pydicom.dataset import Dataset

    note = Dataset()
    note.UnformattedTextValue = text[:_MAX_TEXT]
    note.ReferencedWaveformChannels = [1, 0]  # the first group, all channels
    return note


def _code(value: str, scheme: str, meaning: str):
    from pydicom.dataset import Dataset

    code = Dataset()
    code.CodeValue, code.CodingSchemeDesignator, code.CodeMeaning = value, scheme, meaning
    return code
