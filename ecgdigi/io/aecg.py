"""HL7 annotated ECG files (aECG, release 1 of 2004: message PORT_MT020001)."""

import os
from collections.abc import Sequence
from xml.etree import ElementTree

import numpy as np

from ecgdigi.signals import finite_runs
from ecgdigi.structures import DigitizedECG, ECGSignal

from .atomic import atomic_path
from .description import content_uuid, describe
from .microvolts import to_steps

NAMESPACE = 'urn:hl7-org:v3'
_XSI = 'http://www.w3.org/2001/XMLSchema-instance'
# Code systems: the lead names of ISO/IEEE 11073, HL7's kinds of acts, the procedures of CPT-4.
_MDC, _ACT, _CPT = '2.16.840.1.113883.6.24', '2.16.840.1.113883.5.4', '2.16.840.1.113883.6.12'


def write_aecg(path: str | os.PathLike, ecg: DigitizedECG) -> None:
    """Write one series. aECG has no value for "no sample": each printed stretch is a sequence set with its own beginning.

    Leads that are printed over the same time share a set; one that is not printed at all has no sequence. When the ECG was
    taken is unknown: `effectiveTime` has a duration and no date, and time counts from the page's start.

    Raises:
        OSError: it cannot be written.
    """
    root = ElementTree.Element('AnnotatedECG', {'xmlns': NAMESPACE, 'xmlns:xsi': _XSI})
    root.attrib.update(classCode='OBS', moodCode='EVN')
    _add(root, 'id', root=str(content_uuid(ecg, 'aECG')))
    _add(root, 'code', code='93000', codeSystem=_CPT, codeSystemName='CPT-4')
    _add(root, 'text').text = '\n'.join(describe(ecg))
    _add_duration(root, ecg.signal)
    # The standard demands a subject and a trial; what it calls "no information" stands for either.
    assignment = _add(root, 'componentOf/timepointEvent/componentOf/subjectAssignment')
    _add(assignment, 'subject/trialSubject/id', nullFlavor='NI')
    _add(assignment, 'componentOf/clinicalTrial/id', nullFlavor='NI')
    series = _add(root, 'component/series', classCode='OBS', moodCode='EVN')
    _add(series, 'id', root=str(content_uuid(ecg, 'series')))
    _add(series, 'code', code='RHYTHM', codeSystem=_ACT, codeSystemName='ActCode')
    _add_duration(series, ecg.signal)
    device = _add(series, 'author/seriesAuthor/manufacturedSeriesDevice')
    _add(device, 'manufacturerModelName').text = 'ecgdigi'
    for (start, stop), leads in printed_together(ecg.signal).items():
        _add_set(_add(series, 'component/sequenceSet'), ecg.signal, leads, start, stop)
    ElementTree.indent(root, space='')
    with atomic_path(path) as temporary:
        ElementTree.ElementTree(root).write(temporary, encoding='UTF-8', xml_declaration=True)


def printed_together(signal: ECGSignal) -> dict[tuple[int, int], list[str]]:
    """Printed stretches, from sample to the first that is not printed, and the leads that show just that one; by time."""
    found: dict[tuple[int, int], list[str]] = {}
    for lead, values_mv in zip(signal.leads, signal.signal_mv, strict=True):
        for stretch in finite_runs(values_mv):
            found.setdefault(stretch, []).append(lead)
    return dict(sorted(found.items()))


def _add_set(parent: ElementTree.Element, signal: ECGSignal, leads: Sequence[str], start: int, stop: int) -> None:
    time = _add(parent, 'component/sequence', classCode='OBS', moodCode='EVN')
    _add(time, 'code', code='TIME_RELATIVE', codeSystem=_ACT, codeSystemName='ActCode')
    value = _add_value(time, 'GLIST_PQ')
    _add(value, 'head', value=_decimal(start / signal.fs_hz), unit='s')
    _add(value, 'increment', value=_decimal(1 / signal.fs_hz), unit='s')
    for lead in leads:
        sequence = _add(parent, 'component/sequence', classCode='OBS', moodCode='EVN')
        _add(sequence, 'code', code=f'MDC_ECG_LEAD_{lead.upper()}', codeSystem=_MDC, codeSystemName='MDC')
        value = _add_value(sequence, 'SLIST_PQ')
        _add(value, 'origin', value='0', unit='uV')
        _add(value, 'scale', value='1', unit='uV')
        _add(value, 'digits').text = ' '.join(map(str, to_steps(signal.lead(lead)[start:stop]).tolist()))


def _add_value(parent: ElementTree.Element, kind: str) -> ElementTree.Element:
    value = _add(parent, 'value')
    value.set('xsi:type', kind)
    return value


def _add_duration(parent: ElementTree.Element, signal: ECGSignal) -> None:
    _add(parent, 'effectiveTime/width', value=_decimal(signal.duration_s), unit='s')


def _add(parent: ElementTree.Element, tags: str, **attributes: str) -> ElementTree.Element:
    """Add elements within each other; the innermost has the attributes."""
    for tag in tags.split('/'):
        parent = ElementTree.SubElement(parent, tag)
    parent.attrib.update(attributes)
    return parent


def _decimal(value: float) -> str:
    """Shortest text that is this number, without an exponent, which HL7 does not have."""
    return np.format_float_positional(value, trim='-')
