"""Folders as PhysioNet gives them, written here in small."""

import numpy as np
import pytest

from ecgdigi.io.wfdb import read_wfdb, write_wfdb
from ecgdigi.structures import LEAD_NAMES, ECGSignal
from ecgdigi.synthesis.sources import WFDBSource

FS_HZ = 500.0
LENGTH = dict(duration_s=1.0)


def values_mv(seed=0, num_samples=600, leads=12):
    return np.round(np.random.default_rng(seed).normal(0, 0.4, (leads, num_samples)), 3)


def write_mat(folder, name, values, *, names=LEAD_NAMES, line='', unit='mv'):
    """A record of the challenges: WFDB format 16 behind the 24 bytes with which a MATLAB file begins."""
    folder.mkdir(parents=True, exist_ok=True)
    steps = np.round(values.T * 1000).astype('<i2')
    (folder / f'{name}.mat').write_bytes(bytes(24) + steps.tobytes())
    lines = [f'{name} {len(values)} {FS_HZ:g} {len(steps)}{line}']
    lines += [f'{name}.mat 16+24 1000/{unit} 16 0 {steps[0, k]} 0 0 {lead}' for k, lead in enumerate(names)]
    (folder / f'{name}.hea').write_text('\n'.join([*lines, '#Age: 53', '#Sex: Male', '#Dx: 426783006', '']))


def write_dat(folder, name, values, names=LEAD_NAMES):
    folder.mkdir(parents=True, exist_ok=True)
    write_wfdb(folder / name, ECGSignal(values, FS_HZ, names))
    header = (folder / f'{name}.hea').read_text()
    for lead in LEAD_NAMES:
        header = header.replace(f' {lead}\n', f' {lead.lower()}\n')
    (folder / f'{name}.hea').write_text(header)


LAYOUTS = {
    'ptb-xl': (write_dat, ['records500/00000/00001_hr', 'records500/00000/00002_hr']),
    'ludb': (write_dat, ['data/1', 'data/2']),
    'chapman': (write_mat, ['WFDBRecords/01/010/JS00001', 'WFDBRecords/01/011/JS00002']),
    'georgia': (write_mat, ['g1/E00001', 'g2/E01001']),
    'cpsc2018': (write_mat, ['A0001', 'A0002']),
}


@pytest.mark.parametrize('listed', ['RECORDS', 'search'])
@pytest.mark.parametrize('layout', LAYOUTS)
def test_public_layouts(tmp_path, layout, listed):
    write, names = LAYOUTS[layout]
    for seed, name in enumerate(names):
        write((tmp_path / name).parent, name.rsplit('/', 1)[-1], values_mv(seed))
    (tmp_path / 'RECORDS').write_text('\n'.join(names) + '\n')
    source = WFDBSource(str(tmp_path), '**/*.hea' if listed == 'search' else 'RECORDS', duration_s=1.2)
    assert sorted(source.names) == sorted(names)
    rng = np.random.default_rng(0)
    for piece in (source(rng) for _ in range(8)):
        assert piece.leads == LEAD_NAMES
        assert piece.fs_hz == FS_HZ
        assert min(np.abs(piece.signal_mv - values_mv(seed)).max() for seed in range(2)) < 6e-4
    assert not source.skipped


def test_mat_file_with_a_date_as_the_challenges_write_it(tmp_path):
    write_mat(tmp_path, 'E00001', values_mv(), line=' 05-May-2020 14:50:55', unit='mV')
    assert np.allclose(read_wfdb(tmp_path / 'E00001').signal_mv, values_mv(), atol=1e-6)


def test_records_may_list_folders(tmp_path):
    for name in ('a/1', 'b/c/2', 'b/c/3'):
        write_dat((tmp_path / name).parent, name[-1], values_mv())
    (tmp_path / 'RECORDS').write_text('a/\nb/c/\n')
    (tmp_path / 'b/c/RECORDS').write_text('3\n')
    assert WFDBSource(str(tmp_path), **LENGTH).names == ['a/1', 'b/c/3']


def test_csv_list_with_splits_under_any_names(tmp_path):
    for name in 'abc':
        write_dat(tmp_path, name, values_mv())
    (tmp_path / 'splits.csv').write_text('record,split\na,train\nb,val\nc,train\n')
    assert WFDBSource(str(tmp_path), 'splits.csv', ['train'], **LENGTH).names == ['a', 'c']
    assert WFDBSource(str(tmp_path), 'splits.csv', **LENGTH).names == ['a', 'b', 'c']
    (tmp_path / 'database.csv').write_text('ecg_id,filename_hr,strat_fold\n1,a,1\n2,b,10\n3,c,2\n')
    columns = dict(record_column='filename_hr', split_column='strat_fold')
    assert WFDBSource(str(tmp_path), 'database.csv', [1, 2], **columns, **LENGTH).names == ['a', 'c']
    with pytest.raises(ValueError, match=r"database\.csv: no column 'record' among ecg_id"):
        WFDBSource(str(tmp_path), 'database.csv', **LENGTH)
    with pytest.raises(ValueError, match='check `splits`'):
        WFDBSource(str(tmp_path), 'splits.csv', ['test'], **LENGTH)


def test_same_seed_same_piece(tmp_path):
    write_dat(tmp_path, 'a', values_mv())
    source = WFDBSource(str(tmp_path), '*.hea', **LENGTH)
    first, second, other = (source(np.random.default_rng(seed)).signal_mv for seed in (1, 1, 2))
    assert np.array_equal(first, second)
    assert not np.array_equal(first, other)


def test_limb_leads_are_derived_from_i_and_ii(tmp_path):
    names = ('II', 'I', *LEAD_NAMES[6:])
    write_mat(tmp_path, 'a', values_mv(leads=8), names=names)
    piece = WFDBSource(str(tmp_path), '*.hea', missing='raise', duration_s=1.2)(np.random.default_rng(0))
    ii, i = values_mv(leads=8)[:2]
    assert piece.leads == LEAD_NAMES
    assert np.allclose(piece.lead('III'), ii - i, atol=1e-5)
    assert np.allclose(piece.lead('aVL'), i - ii / 2, atol=1e-5)
    assert np.allclose(piece.lead('aVR'), -(i + ii) / 2, atol=1e-5)


def test_records_that_lack_leads_are_skipped_or_named(tmp_path):
    write_mat(tmp_path, 'a', values_mv(leads=6), names=LEAD_NAMES[:6])
    write_mat(tmp_path, 'b', values_mv())
    source, rng = WFDBSource(str(tmp_path), '*.hea', **LENGTH), np.random.default_rng(0)
    assert all(source(rng).leads == LEAD_NAMES for _ in range(10))
    assert source.skipped['without some leads'] > 0
    with pytest.raises(ValueError, match=r"/a: lacks the leads V1, V2, .*missing='skip'") as caught:
        [WFDBSource(str(tmp_path), '*.hea', missing='raise', **LENGTH)(rng) for _ in range(20)]
    assert '\n' not in str(caught.value)


def test_flat_empty_short_and_broken_records_are_skipped_and_counted(tmp_path):
    write_mat(tmp_path, 'flat', np.full((12, 600), 0.2))
    write_dat(tmp_path, 'empty', np.full((12, 600), np.nan))
    write_mat(tmp_path, 'short', values_mv(num_samples=300))
    (tmp_path / 'broken.hea').write_text('broken 12 500\nnonsense\n')
    good = values_mv()
    good[4] = 0.0  # one flat lead is no reason
    write_mat(tmp_path, 'good', good)
    source, rng = WFDBSource(str(tmp_path), '*.hea', **LENGTH), np.random.default_rng(0)
    for _ in range(40):
        assert np.ptp(source(rng).lead('V1')) > 0.1
    assert set(source.skipped) == {'flat', 'short', 'unreadable'}
    assert source.skipped['flat'] > source.skipped['short'] > 0


def test_mistakes_are_said_in_one_line(tmp_path):
    with pytest.raises(FileNotFoundError, match=r'RECORDS: no list of records there; .*ECGDIGI_DATA'):
        WFDBSource(str(tmp_path), **LENGTH)
    with pytest.raises(ValueError, match='no records there'):
        WFDBSource(str(tmp_path), '**/*.hea', **LENGTH)
    write_mat(tmp_path, 'a', values_mv())
    with pytest.raises(ValueError, match="missing='ignore'; must be 'skip' or 'raise'"):
        WFDBSource(str(tmp_path), '*.hea', missing='ignore', **LENGTH)
    with pytest.raises(ValueError, match=r'cannot give 10\.0 s \(200 short\); lower duration_s'):
        WFDBSource(str(tmp_path), '*.hea', duration_s=10.0)(np.random.default_rng(0))
    (tmp_path / 'a.hea').unlink()
    write_mat(tmp_path, 'b', values_mv())
    (tmp_path / 'b.mat').unlink()
    with pytest.raises(FileNotFoundError, match=r'b\.mat'):
        WFDBSource(str(tmp_path), '*.hea', **LENGTH)(np.random.default_rng(0))
