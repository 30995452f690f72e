import pickle

import numpy as np
import pytest

from ecgdigi.io.csv import write_csv
from ecgdigi.structures import LEAD_NAMES, ECGSignal
from ecgdigi.synthesis.sources import CSVSource, NumpySource

FS_HZ = 250.0
VALUES_MV = np.random.default_rng(0).normal(0, 0.4, (3, 12, 500)).astype(np.float32)
WHOLE = dict(duration_s=2.0)


def draws(source, count=12):
    rng = np.random.default_rng(0)
    return [source(rng) for _ in range(count)]


def agree(pieces, values_mv, atol=1e-6):
    return all(min(np.abs(piece.signal_mv - one).max() for one in values_mv) <= atol for piece in pieces)


def test_csv_folder(tmp_path):
    for k, values in enumerate(VALUES_MV):
        write_csv(tmp_path / f'{k}.csv', ECGSignal(values, FS_HZ, LEAD_NAMES))
    source = CSVSource(str(tmp_path), fs_hz=FS_HZ, **WHOLE)
    assert len(source) == 3
    assert agree(draws(source), VALUES_MV, 5.1e-5)
    assert draws(source)[0].fs_hz == FS_HZ
    # mV taken for uV are a thousand times too small: flat lines.
    with pytest.raises(ValueError, match=r'200 flat\); check the unit'):
        draws(CSVSource(str(tmp_path), fs_hz=FS_HZ, unit='uV', **WHOLE))


def test_csv_index_tells_rate_and_split(tmp_path):
    for k in (0, 1):
        write_csv(tmp_path / f'{k}.csv', ECGSignal(VALUES_MV[k], FS_HZ, LEAD_NAMES))
    (tmp_path / 'index.csv').write_text('file,fs_hz,split\n0.csv,250,train\n1.csv,125,val\n')
    assert draws(CSVSource(str(tmp_path), ['train'], **WHOLE))[0].fs_hz == 250.0
    slow = draws(CSVSource(str(tmp_path), ['val'], **WHOLE))[0]
    assert slow.fs_hz == 125.0
    assert slow.signal_mv.shape == (12, 250)
    with pytest.raises(ValueError, match='none in splits'):
        CSVSource(str(tmp_path), ['test'], **WHOLE)


def test_csv_column_of_times_tells_the_rate_and_microvolts_are_converted(tmp_path):
    rows = [','.join(['time_s', *map(str.lower, LEAD_NAMES)])]
    rows += [','.join([f'{k / FS_HZ:.4f}', *(f'{1000 * v:.2f}' for v in VALUES_MV[0, :, k])]) for k in range(500)]
    (tmp_path / 'a.csv').write_text('\n'.join(rows))
    piece = draws(CSVSource(str(tmp_path), unit='uV', **WHOLE))[0]
    assert piece.fs_hz == pytest.approx(FS_HZ)
    assert np.abs(piece.signal_mv - VALUES_MV[0]).max() < 1e-5


def test_csv_without_a_rate_or_leads(tmp_path):
    write_csv(tmp_path / 'a.csv', ECGSignal(VALUES_MV[0, :2], FS_HZ, ('I', 'V1')))
    with pytest.raises(LookupError, match=r'a\.csv: sampling rate unknown; set fs_hz'):
        draws(CSVSource(str(tmp_path), **WHOLE))
    with pytest.raises(ValueError, match=r'a\.csv: lacks the leads II, III'):
        draws(CSVSource(str(tmp_path), fs_hz=FS_HZ, missing='raise', **WHOLE))
    with pytest.raises(ValueError, match="unit='volt'; must be one of mV, uV"):
        CSVSource(str(tmp_path), fs_hz=FS_HZ, unit='volt', **WHOLE)


@pytest.mark.parametrize('axes', [(0, 1, 2), (0, 2, 1)])
def test_npy(tmp_path, axes):
    path = tmp_path / 'all.npy'
    np.save(path, np.round(VALUES_MV.transpose(axes) * 1000).astype(np.int16))
    source = NumpySource(str(path), fs_hz=FS_HZ, unit='uV', **WHOLE)
    assert len(source) == 3
    assert agree(draws(source), VALUES_MV, 5.1e-4)
    assert len(pickle.dumps(source)) < 2000  # the array stays on disk


def test_npz_folder(tmp_path):
    order = LEAD_NAMES[::-1]
    np.savez(tmp_path / 'a.npz', signal=VALUES_MV[0, ::-1], fs=FS_HZ, leads=np.array(order))
    np.savez(tmp_path / 'b.npz', signal=VALUES_MV[1].T)
    for piece in draws(NumpySource(str(tmp_path), fs_hz=FS_HZ, **WHOLE)):
        assert agree([ECGSignal(np.stack([piece.lead(n) for n in LEAD_NAMES]), FS_HZ, LEAD_NAMES)], VALUES_MV)
    with pytest.raises(LookupError, match=r'b\.npz: sampling rate unknown'):
        draws(NumpySource(str(tmp_path), **WHOLE))


def test_eight_leads_of_an_array_are_completed(tmp_path):
    np.save(tmp_path / 'a.npy', VALUES_MV[:, [0, 1, 6, 7, 8, 9, 10, 11]])
    source = NumpySource(str(tmp_path / 'a.npy'), fs_hz=FS_HZ, leads=('I', 'II', 'V1', 'V2', 'V3', 'V4', 'V5', 'V6'), **WHOLE)
    piece = draws(source)[0]
    assert np.allclose(piece.lead('III'), piece.lead('II') - piece.lead('I'), atol=1e-6)


def test_mistakes_about_arrays_are_said_in_one_line(tmp_path):
    with pytest.raises(FileNotFoundError, match=r'neither an \.npy file nor a folder'):
        NumpySource(str(tmp_path / 'none'), **WHOLE)
    with pytest.raises(ValueError, match='no records there'):
        NumpySource(str(tmp_path), **WHOLE)
    np.save(tmp_path / 'a.npy', VALUES_MV[:, :5])
    with pytest.raises(ValueError, match=r'a\.npy: shape \(3, 5, 500\); wanted \(N, 12, T\)'):
        NumpySource(str(tmp_path / 'a.npy'), fs_hz=FS_HZ, **WHOLE)
    np.save(tmp_path / 'b.npy', VALUES_MV)
    with pytest.raises(ValueError, match='sampling rate unknown; set fs_hz'):
        NumpySource(str(tmp_path / 'b.npy'), **WHOLE)
    (tmp_path / 'c.npy').write_bytes(b'no array')
    with pytest.raises(ValueError, match=r'c\.npy: not an array'):
        NumpySource(str(tmp_path / 'c.npy'), fs_hz=FS_HZ, **WHOLE)
