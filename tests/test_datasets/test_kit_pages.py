import json

import numpy as np
import pytest
from page_samples import FS_HZ, INK_PX, KIT_ORDER, kit_content, make_kit, printed_sample, sample_signal, write_picture

from ecgdigi.datasets import KitPages
from ecgdigi.io.wfdb import write_wfdb
from ecgdigi.structures import LEAD_NAMES


def rewrite(path, **changes):
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def test_a_truth_is_cut_to_what_is_drawn(tmp_path):
    (record,) = KitPages(make_kit(tmp_path / 'kit', rhythm=('II',)))
    assert record.record_id == '00001_hr'
    assert record.layout == '3x4+1'
    assert (record.mm_per_s, record.mm_per_mv, record.kind) == (25.0, 10.0, '')
    assert record.truth.leads == LEAD_NAMES  # AVR and v1 in the header
    assert np.allclose(record.truth.signal_mv, printed_sample().signal_mv, atol=5e-4, equal_nan=True)
    assert [piece.lead for piece in record.pieces] == ['II', *KIT_ORDER]


@pytest.mark.parametrize('pad_inches', [0, 2])
def test_points_lie_on_the_ink(tmp_path, pad_inches):
    root = make_kit(tmp_path / 'kit')
    write_picture(root / '00001_hr-0.png', tuple(k + 10 * pad_inches for k in INK_PX))
    rewrite(root / '00001_hr-0.json', pad_inches=pad_inches)
    pages = KitPages(root)
    piece, picture = pages[0].pieces[0], pages.read_picture(0)
    x, y = np.round(piece.points_px[0]).astype(int)
    assert (picture[y, x] == 0).all()
    assert len(piece.points_px) == 10 * FS_HZ
    pad = 10 * pad_inches - 0.5
    assert np.array_equal(piece.lead_box_px, np.array([[30, 20], [50, 20], [50, 28], [30, 28]]) + pad)
    assert np.array_equal(piece.text_box_px, np.array([[2, 8], [6, 8], [6, 12], [2, 12]]) + pad)


def test_the_second_page_shows_the_next_ten_seconds(tmp_path):
    first, second = KitPages(make_kit(tmp_path / 'kit', duration_s=20, pages=2))
    assert first.record_id == second.record_id
    assert (first.page_name, second.page_name) == ('00001_hr-0', '00001_hr-1')
    whole = sample_signal(20).lead('II')
    assert np.allclose(first.truth.lead('II'), whole[:1000], atol=5e-4)
    assert np.allclose(second.truth.lead('II'), whole[1000:], atol=5e-4)
    assert np.isnan(second.truth.lead('V1')[:500]).all()
    assert np.isfinite(second.truth.lead('V1')[500:750]).all()


def test_two_columns_show_the_same_seconds_side_by_side(tmp_path):
    (record,) = KitPages(make_kit(tmp_path / 'kit', columns=2))
    signal = sample_signal()
    left, right = KIT_ORDER[0], KIT_ORDER[1]
    assert np.allclose(record.truth.lead(left)[:500], signal.lead(left)[:500], atol=5e-4)
    assert np.isnan(record.truth.lead(left)[500:]).all()
    assert np.isnan(record.truth.lead(right)[:500]).all()
    assert np.allclose(record.truth.lead(right)[500:], signal.lead(right)[:500], atol=5e-4)


def test_a_masked_record_needs_no_json(tmp_path):
    root = make_kit(tmp_path / 'kit')
    write_wfdb(root / '00001_hr', printed_sample())
    (root / '00001_hr-0.json').unlink()
    (record,) = KitPages(root)
    assert np.allclose(record.truth.signal_mv, printed_sample().signal_mv, atol=5e-4, equal_nan=True)
    assert (record.layout, record.pieces) == (None, ())


def test_what_is_masked_stays_masked(tmp_path):
    root = make_kit(tmp_path / 'kit')
    masked = sample_signal()
    masked.signal_mv[LEAD_NAMES.index('II'), 250:] = np.nan
    write_wfdb(root / '00001_hr', masked)
    (record,) = KitPages(root)
    assert np.isfinite(record.truth.lead('II')[:250]).all()
    assert np.isnan(record.truth.lead('II')[250:]).all()


def test_rhythm_rows_without_a_name_are_named_by_the_settings(tmp_path):
    root = make_kit(tmp_path / 'kit', rhythm=('V5', 'V1', 'II'))
    content = json.loads((root / '00001_hr-0.json').read_text())
    for lead in content['leads'][:3]:
        del lead['lead_name']
    rewrite(root / '00001_hr-0.json', leads=content['leads'], full_mode_lead=['V5', 'V1', 'II'])
    (record,) = KitPages(root)
    assert record.layout == '3x4+3'
    assert np.isfinite(record.truth.lead('V5')).all()


@pytest.mark.parametrize(('augment', 'kind'), [(False, 'render'), (True, 'damaged render')])
def test_the_kind_is_told_by_the_settings(tmp_path, augment, kind):
    (record,) = KitPages(make_kit(tmp_path / 'kit', handwritten_text=False, wrinkles=False, augment=augment))
    assert record.kind == kind


def test_boxes_and_points_may_be_missing(tmp_path):
    root = make_kit(tmp_path / 'kit')
    spans = [{key: lead[key] for key in ('lead_name', 'start_sample', 'end_sample')} for lead in kit_content()['leads']]
    rewrite(root / '00001_hr-0.json', leads=spans)
    (record,) = KitPages(root)
    assert record.layout == '3x4+1'
    assert all(piece.points_px is None and piece.lead_box_px is None for piece in record.pieces)


def late(root):
    leads = kit_content()['leads']
    leads[0]['end_sample'] = 1001
    rewrite(root / 'bad-0.json', leads=leads)


BAD = {
    'no picture': (lambda r: (r / 'bad-0.png').unlink(), r'bad\.hea: no picture bad-0\.png beside it'),
    'empty picture': (lambda r: (r / 'bad-0.png').write_bytes(b''), r'bad-0\.png: the file is empty'),
    'no header': (lambda r: (r / 'bad.hea').unlink(), r'bad\.hea: no such header'),
    'header of words': (lambda r: (r / 'bad.hea').write_text('hello'), r'bad\.hea: not a WFDB header'),
    'no signal': (lambda r: (r / 'bad.dat').unlink(), r'bad\.dat: no such signal file'),
    'signal cut off': (lambda r: (r / 'bad.dat').write_bytes(bytes(900)), r'bad\.dat: 900 bytes, but its header needs 24000'),
    'JSON cut off': (lambda r: (r / 'bad-0.json').write_text('{"leads": ['), r'bad-0\.json: no JSON, or cut off'),
    'JSON of the first release': (lambda r: (r / 'bad-0.json').write_text('{"width": {"val": 1}}'), "no list 'leads'"),
    'no JSON and not masked': (lambda r: (r / 'bad-0.json').unlink(), r'bad-0\.json: no such file, and the record is not masked'),
    'another rate': (lambda r: rewrite(r / 'bad-0.json', sampling_frequency=500), '500 Hz, but its record has 100 Hz'),
    'no rate': (lambda r: rewrite(r / 'bad-0.json', sampling_frequency=None), 'not as the kit writes it'),
    'drawn beyond the end': (late, 'drawn up to sample 1001, but its record has 1000'),
    'a lead without a name': (lambda r: rewrite(r / 'bad-0.json', leads=[{}]), "'lead_name' is missing"),
}


@pytest.mark.parametrize('case', BAD)
def test_a_bad_page_is_named(tmp_path, case):
    make_kit(tmp_path, name='good')
    make_kit(tmp_path, name='bad')
    damage, reason = BAD[case]
    damage(tmp_path)
    with pytest.raises(ValueError, match=f'{reason}.*1 of 2 pages are bad') as caught:
        KitPages(tmp_path)
    assert '\n' not in str(caught.value)
    assert [page.record_id for page in KitPages(tmp_path, on_error='skip')] == ['good']
