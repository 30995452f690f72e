import numpy as np
import pytest
from page_samples import make_kaggle, printed_sample

from ecgdigi.datasets import KAGGLE_KINDS, KagglePages


@pytest.fixture
def root(tmp_path):
    return make_kaggle(tmp_path / 'kaggle')


def test_every_record_has_nine_pictures(root):
    pages = KagglePages(root)
    assert len(pages) == 18
    assert [page.kind for page in pages][:9] == list(KAGGLE_KINDS.values())
    assert {page.record_id for page in pages} == {'62', '1006427285'}
    record = pages[9]
    assert record.picture_path.name == '1006427285-0001.png'
    assert (record.layout, record.mm_per_s, record.mm_per_mv) == ('3x4+1', 25.0, 10.0)
    assert record.truth.fs_hz == 128
    assert np.allclose(record.truth.signal_mv, printed_sample(128).signal_mv, atol=1e-4, equal_nan=True)
    assert np.isfinite(record.truth.lead('II')).all()
    assert np.isnan(record.truth.lead('V1')[:640]).all()


def test_kinds_are_chosen_by_name(root):
    pages = KagglePages(root, kinds=['phone photo', 'render'])
    assert [page.picture_path.stem for page in pages] == ['62-0001', '62-0005', '1006427285-0001', '1006427285-0005']


def test_the_test_split_has_pictures_only(root):
    (record,) = KagglePages(root, split='test')
    assert (record.record_id, record.truth, record.kind) == ('77', None, '')
    assert record.picture_path == root / 'test' / '77.png'


BAD = {
    'no picture': (lambda r: (r / 'train/62/62-0005.png').unlink(), r'62-0005\.png: no such file', 1),
    'picture cut off': (lambda r: (r / 'train/62/62-0005.png').write_bytes(b'\x89PNG\r\n\x1a\n' + bytes(99)), 'cut off', 1),
    'no signal': (lambda r: (r / 'train/62/62.csv').unlink(), r'62\.csv: no such file', 9),
    'lost rows': (lambda r: (r / 'train/62/62.csv').write_text('I\n1\n'), r'62\.csv: 1 rows, wanted 1000', 9),
    'no rate': (lambda r: (r / 'train.csv').write_text('id,fs,sig_len\n62,,1000\n1006427285,128,1280\n'), "id 62: fs is ''", 9),
}


@pytest.mark.parametrize('case', BAD)
def test_a_bad_page_is_named(root, case):
    damage, reason, count = BAD[case]
    damage(root)
    with pytest.raises(ValueError, match=f'{reason}.*{count} of 18 pages are bad'):
        KagglePages(root)
    pages = KagglePages(root, on_error='skip')
    assert len(pages) == 18 - count
    assert {record_id for record_id, _ in pages.problems} == {'62'}


def test_a_missing_picture_of_a_kind_that_is_not_wanted_is_no_problem(root):
    (root / 'train/62/62-0005.png').unlink()
    assert len(KagglePages(root, kinds=['render'])) == 2


@pytest.mark.parametrize(
    ('arguments', 'reason'),
    [
        (dict(kinds=['photo']), 'wanted a list of render, colour scan'),
        (dict(kinds='render'), 'wanted a list of'),
        (dict(split='val'), "split='val' is not known"),
        (dict(split='test', kinds=['render']), 'leave kinds out'),
    ],
)
def test_wrong_arguments_are_refused(root, arguments, reason):
    with pytest.raises(ValueError, match=reason):
        KagglePages(root, **arguments)


def test_another_folder_is_refused(tmp_path):
    with pytest.raises(FileNotFoundError, match=r'train\.csv: no such file'):
        KagglePages(tmp_path)
