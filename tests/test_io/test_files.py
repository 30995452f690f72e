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


@pytest.mark.parametrize('text', ['', 'I,II\n', 'x,y\n1,2\n', 'I,II\n1,2\n3\n', 'I,II\n1,abc\n'])
def test_bad_csv_is_refused_in_one_line_with_its_name(tmp_path, text):
    path = tmp_path / 'bad.csv'
    path.write_text(text)
    with pytest.raises(ValueError, match=r'bad\.csv') as caught:
        read_csv(path, 500.0)
    assert '\n' not in str(caught.value)


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
