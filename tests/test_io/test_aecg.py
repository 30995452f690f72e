"""aECG files, read back by what the standard says of them, not by the writer's means."""

import uuid
from xml.etree import ElementTree

import numpy as np
import pytest
from readings import error_uv, same_gaps

from ecgdigi.io.aecg import write_aecg
from ecgdigi.io.description import describe
from ecgdigi.structures import LEAD_NAMES

HL7 = '{urn:hl7-org:v3}'
TYPE = '{http://www.w3.org/2001/XMLSchema-instance}type'
# Children of the elements of PORT_MT020001 in the order of its schema; '!' marks those that must be there.
CHILDREN = {
    'AnnotatedECG': 'id! code! text effectiveTime! confidentialityCode reasonCode componentOf! definition location '
    'controlVariable pertainsTo component',
    'timepointEvent': 'code effectiveTime reasonCode performer componentOf!',
    'subjectAssignment': 'subject! definition componentOf!',
    'trialSubject': 'id! code subjectDemographicPerson',
    'clinicalTrial': 'id! title activityTime author location replacementOf component',
    'series': 'id code! effectiveTime! author secondaryPerformer support controlVariable component! subjectOf derivation',
    'seriesAuthor': 'id manufacturedSeriesDevice! manufacturerOrganization',
    'manufacturedSeriesDevice': 'id code manufacturerModelName softwareName',
    'sequenceSet': 'controlVariable component!',
    'sequence': 'code! value! controlVariable',
}


@pytest.fixture
def root(tmp_path, ecg):
    write_aecg(tmp_path / 'page.xml', ecg)
    return ElementTree.parse(tmp_path / 'page.xml').getroot()


def child(element, path):
    return element.find('/'.join(HL7 + tag for tag in path.split('/')))


def read(root):
    """Signals of a file of which this is the root: (L, T) mV, leads, Hz."""
    rows, fs_hz = {}, None
    duration_s = float(child(root, 'component/series/effectiveTime/width').get('value'))
    for series_part in root.iter(f'{HL7}sequenceSet'):
        time, *sequences = series_part.iter(f'{HL7}sequence')
        assert child(time, 'code').get('code') == 'TIME_RELATIVE'
        assert child(time, 'value').get(TYPE) == 'GLIST_PQ'
        head, increment = child(time, 'value/head'), child(time, 'value/increment')
        assert head.get('unit') == increment.get('unit') == 's'
        fs_hz = 1 / float(increment.get('value'))
        start = round(float(head.get('value')) * fs_hz)
        lengths = set()
        for sequence in sequences:
            code, value = child(sequence, 'code'), child(sequence, 'value')
            assert code.get('codeSystem') == '2.16.840.1.113883.6.24'
            assert value.get(TYPE) == 'SLIST_PQ'
            origin, scale = child(value, 'origin'), child(value, 'scale')
            assert origin.get('unit') == scale.get('unit') == 'uV'
            numbers = np.array(child(value, 'digits').text.split(), int)
            lengths.add(len(numbers))
            row = rows.setdefault(code.get('code'), np.full(round(duration_s * fs_hz), np.nan))
            row[start : start + len(numbers)] = (float(origin.get('value')) + float(scale.get('value')) * numbers) / 1e3
        assert len(lengths) == 1  # of one set
    return rows, fs_hz


def test_a_reader_of_the_standard_gets_what_was_written(root, ecg):
    rows, fs_hz = read(root)
    assert fs_hz == 500
    codes = [f'MDC_ECG_LEAD_{lead.upper()}' for lead in LEAD_NAMES]
    assert set(codes) - set(rows) == {'MDC_ECG_LEAD_AVL'}  # nothing of it is printed
    found_mv = np.stack([rows.get(code, np.full(5000, np.nan)) for code in codes])
    assert same_gaps(found_mv, ecg)
    assert error_uv(found_mv, ecg) <= 0.5001


def test_the_structure_is_that_of_the_schema(root):
    assert root.tag == f'{HL7}AnnotatedECG'
    seen = set()
    for element in root.iter():
        name = element.tag.removeprefix(HL7)
        seen.add(name)
        if name in CHILDREN:
            order = [part.rstrip('!') for part in CHILDREN[name].split()]
            places = [order.index(part.tag.removeprefix(HL7)) for part in element]
            assert places == sorted(places), name
            needed = {k for k, part in enumerate(CHILDREN[name].split()) if part.endswith('!')}
            assert needed <= set(places), name
    assert set(CHILDREN) <= seen
    assert child(root, 'component/series/code').get('code') == 'RHYTHM'
    for path in ('id', 'component/series/id'):
        assert uuid.UUID(child(root, path).get('root')).version == 5


def test_leads_that_are_printed_together_share_a_set(root):
    sets = [
        [child(part, 'code').get('code')[13:] for part in each.iter(f'{HL7}sequence')] for each in root.iter(f'{HL7}sequenceSet')
    ]
    assert [leads[1:] for leads in sets] == [
        ['I', 'III'], ['II'], ['II'], ['AVR', 'AVF'], ['V1', 'V2', 'V3'], ['II'], ['V4', 'V5', 'V6'],
    ]  # fmt: skip


def test_nobody_and_no_date(root, ecg):
    assert child(root, 'text').text.splitlines() == describe(ecg)
    subject = child(root, 'componentOf/timepointEvent/componentOf/subjectAssignment/subject/trialSubject')
    assert [part.attrib for part in subject] == [{'nullFlavor': 'NI'}]
    times = [part for element in root.iter(f'{HL7}effectiveTime') for part in element]
    assert [(part.tag, part.get('value'), part.get('unit')) for part in times] == [(f'{HL7}width', '10', 's')] * 2
