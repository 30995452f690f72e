import cv2
import numpy as np
import pytest

from ecgdigi.io.csv import read_csv, write_csv
from ecgdigi.io.images import read_image
from ecgdigi.io.wfdb import read_wfdb, write_wfdb
from ecgdigi.structures import LEAD_NAMES, ECGSignal


@pytest.fixture
def gappy(signal):
    values = signal.signal_mv.copy()
    values[3, 100:900] = np.nan
    values[7] = np.nan
    return ECGSignal(values, 500.0, LEAD_NAMES)


def test_csv_round_trip(tmp_path, gappy):
    write_csv(tmp_path / 'a.csv', gappy)
    back = read_csv(tmp_path / 'a.csv', 500.0)
    assert np.allclose(back.signal_mv, gappy.signal_mv, atol=5.1e-5, equal_nan=True)
    assert [p.name for p in tmp_path.iterdir()] == ['a.csv']


def test_wfdb_round_trip(tmp_path, gappy):
    write_wfdb(tmp_path / 'a', gappy)
    back = read_wfdb(tmp_path / 'a')
    assert back.leads == LEAD_NAMES
    assert np.allclose(back.signal_mv, gappy.signal_mv, atol=5.1e-4, equal_nan=True)


@pytest.mark.parametrize(
    ('content', 'reason'),
    [
        (b'', 'no samples'),
        (b'I,II\n1,x\n', "'x'"),
        (b'I,II\n1,2\n\n3,4\n', 'different lengths'),
        (b'I,i\n1,2\n', 'stands twice'),
        (b'time,pulse\n1,2\n', 'names no lead'),
        (bytes(range(128, 256)), 'not a text file'),
    ],
)
def test_a_csv_that_cannot_be_read_is_named(tmp_path, content, reason):
    path = tmp_path / 'page.csv'
    path.write_bytes(content)
    with pytest.raises(ValueError, match=rf'page\.csv: .*{reason}'):
        read_csv(path, 500.0)


def test_an_empty_cell_of_a_single_column_keeps_its_time(tmp_path):
    (tmp_path / 'page.csv').write_text('II\n1\n\n3\n\n')
    assert np.array_equal(read_csv(tmp_path / 'page.csv', 500.0).lead('II'), [1, np.nan, 3], equal_nan=True)


def bad_pictures(folder):
    good = cv2.imencode('.jpg', np.random.default_rng(0).integers(0, 255, (200, 300, 3)).astype(np.uint8))[1].tobytes()
    png = cv2.imencode('.png', np.zeros((30000, 30000), np.uint8))[1].tobytes()
    contents = dict(text=b'no picture', empty=b'', tiny=cv2.imencode('.png', np.zeros((1, 1), np.uint8))[1].tobytes())
    contents.update(cut=good[: len(good) // 2], huge=png)
    for name, data in contents.items():
        (folder / f'{name}.png').write_bytes(data)
    return sorted(contents)


def test_bad_pictures_are_refused_in_one_line_with_their_name(tmp_path):
    for name in bad_pictures(tmp_path):
        with pytest.raises(ValueError, match=rf'{name}\.png') as caught:
            read_image(tmp_path / f'{name}.png')
        assert '\n' not in str(caught.value)
