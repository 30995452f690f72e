import json

import numpy as np
import pytest
from page_samples import kit_content, make_challenge, printed_sample, sample_signal, write_picture

from ecgdigi.datasets import Challenge2024Pages
from ecgdigi.io.wfdb import write_wfdb
from ecgdigi.structures import ECGSignal


@pytest.fixture
def root(tmp_path):
    return make_challenge(tmp_path / 'challenge')


def test_every_picture_is_a_page(root):
    pages = Challenge2024Pages(root)
    assert [page.record_id for page in pages] == ['00000/00001_hr', '00000/00001_hr', '01000/01002_hr']
    assert [page.page_name for page in pages] == ['00000_00001_hr-0', '00000_00001_hr_scan', '01000_01002_hr-0']
    assert [page.picture_path.is_file() for page in pages] == [True] * 3


def test_a_truth_is_cut_by_the_layout(root):
    record = Challenge2024Pages(root)[0]
    assert (record.layout, record.mm_per_s, record.mm_per_mv) == ('3x4+1', 25.0, 10.0)
    assert np.allclose(record.truth.signal_mv, printed_sample().signal_mv, atol=5e-4, equal_nan=True)
    assert np.isfinite(Challenge2024Pages(root, layout='12x1')[0].truth.signal_mv).all()
    whole = Challenge2024Pages(root, layout=None)[0]
    assert (whole.layout, whole.mm_per_s) == (None, None)
    assert np.allclose(whole.truth.signal_mv, sample_signal().signal_mv, atol=5e-4)


def test_a_json_of_the_kit_counts_more_than_the_layout(root):
    (root / '01000' / '01002_hr-0.json').write_text(json.dumps(kit_content(rhythm=('V5',))))
    record = Challenge2024Pages(root)[2]
    assert np.isfinite(record.truth.lead('V5')).all()
    assert np.isnan(record.truth.lead('II')[250:]).all()
    assert len(record.pieces) == 13


def test_a_numbered_picture_of_a_long_record_shows_its_own_ten_seconds(root):
    folder = root / '00000'
    header = (folder / '00001_hr.hea').read_text().splitlines()
    write_wfdb(folder / '00001_hr', sample_signal(20))
    (folder / '00001_hr.hea').write_text((folder / '00001_hr.hea').read_text() + f'{header[-1]}, 00001_hr-1.png\n')
    write_picture(folder / '00001_hr-1.png')
    pages = Challenge2024Pages(root)
    assert [page.picture_path.stem for page in pages][:3] == ['00001_hr-0', 'scan', '00001_hr-1']
    assert np.allclose(pages[1].truth.lead('II'), sample_signal(20).lead('II')[:1000], atol=5e-4)
    assert np.allclose(pages[2].truth.lead('II'), sample_signal(20).lead('II')[1000:], atol=5e-4)


def test_a_numbered_picture_of_a_short_record_shows_its_first_ten_seconds(root):
    folder = root / '01000'
    (folder / '01002_hr-0.png').rename(folder / '01002_hr-1.png')
    (folder / '01002_hr.hea').write_text((folder / '01002_hr.hea').read_text().replace('-0.png', '-1.png'))
    record = Challenge2024Pages(root)[2]
    assert np.allclose(record.truth.lead('II'), sample_signal().lead('II'), atol=5e-4)


def test_hidden_data_has_no_truths(root):
    for path in root.rglob('*.dat'):
        path.unlink()
    assert [page.truth for page in Challenge2024Pages(root)] == [None] * 3


def drop_line(root):
    path = root / '01000' / '01002_hr.hea'
    path.write_text(path.read_text().replace('#Image:', '#Picture:'))


def few_leads(root):
    end = (root / '01000' / '01002_hr.hea').read_text().splitlines()[-1]
    signal = sample_signal()
    write_wfdb(root / '01000' / '01002_hr', ECGSignal(signal.signal_mv[:2], signal.fs_hz, signal.leads[:2]))
    with (root / '01000' / '01002_hr.hea').open('a') as file:
        file.write(end)


def short(root):
    path = root / '01000' / '01002_hr.hea'
    path.write_text(path.read_text().replace(' 100 1000', ' 100 900'))


BAD = {
    'no line of pictures': (drop_line, r"01002_hr\.hea: no line '# Image: \.\.\.'"),
    'no picture': (lambda r: (r / '01000' / '01002_hr-0.png').unlink(), r'01002_hr-0\.png: no such file'),
    'no signal': (lambda r: (r / '01000' / '01002_hr.dat').unlink(), r'01002_hr\.dat: no such signal file'),
    'header of bytes': (lambda r: (r / '01000' / '01002_hr.hea').write_bytes(b'\xff\xfe'), r'01002_hr\.hea: not a WFDB header'),
    'two leads': (few_leads, r'01002_hr\.hea: 2 of twelve leads cannot be a page 3x4\+1; set layout=None'),
    'nine seconds': (short, r'01002_hr\.hea: 900 samples are less than a page of 10 s'),
    'JSON cut off': (lambda r: (r / '01000' / '01002_hr-0.json').write_text('{'), r'01002_hr-0\.json: no JSON'),
}


@pytest.mark.parametrize('case', BAD)
def test_a_bad_page_is_named(root, case):
    damage, reason = BAD[case]
    damage(root)
    with pytest.raises(ValueError, match=f'{reason}.*1 of 3 pages are bad'):
        Challenge2024Pages(root)
    pages = Challenge2024Pages(root, on_error='skip')
    assert len(pages) == 2
    assert pages.problems[0][0] == '01000/01002_hr'


def test_an_unknown_layout_is_refused(root):
    with pytest.raises(ValueError, match="Challenge2024Pages: layout '5x5' is not known"):
        Challenge2024Pages(root, layout='5x5')
