import numpy as np
import pytest

from ecgdigi.evaluation import evaluate_folders
from ecgdigi.evaluation.folders import list_pages, read_rates
from ecgdigi.io.csv import write_csv


@pytest.fixture
def folders(tmp_path, record, printed_mv):
    """Three true pages: one read with gain 1.1, one illegible, one without a file."""
    truth, predicted = tmp_path / 'truth', tmp_path / 'read'
    truth.mkdir()
    predicted.mkdir()
    for page in 'abc':
        write_csv(truth / f'{page}.csv', record(printed_mv))
    write_csv(predicted / 'a.csv', record(1.1 * printed_mv))
    (predicted / 'b.csv').write_text('no leads\n1\n')
    return predicted, truth


def run(predicted, truth, fs_hz=500.0):
    return list(evaluate_folders(predicted, truth, fs_hz=fs_hz, with_challenge_snr=False))


def test_every_true_page_is_judged(folders):
    read, illegible, absent = run(*folders)
    assert [read.page, illegible.page, absent.page] == ['a', 'b', 'c']
    assert read.problem is None
    assert read.scores.absolute_snr_db == pytest.approx(20, abs=0.01)
    assert illegible.scores.is_failed
    assert 'b.csv' in illegible.problem
    assert 'names no lead' in illegible.problem
    assert absent.scores.is_failed
    assert 'c.csv: no such file' in absent.problem


def test_a_reading_without_samples_is_told(folders, record):
    write_csv(folders[0] / 'c.csv', record(np.full((12, 9), np.nan)))
    assert 'c.csv: no sample in any printed lead' in run(*folders)[2].problem


def test_rates_come_from_the_indices(folders, record, printed_mv):
    predicted, truth = folders
    (truth / 'index.csv').write_text('id,file,fs\na,a.png,500\n')
    (predicted / 'index.csv').write_text('id,fs\na,250\n')
    write_csv(predicted / 'a.csv', record(printed_mv[:, ::2]))
    assert run(predicted, truth, fs_hz=100.0)[0].scores.aligned_snr_db > 20
    assert read_rates(truth) == {'a': 500.0}
    assert list_pages(truth) == ['a', 'b', 'c']


def test_an_index_without_rates_tells_none(tmp_path):
    (tmp_path / 'index.csv').write_text('id,file\na,a.png\n')
    assert read_rates(tmp_path) == {}


@pytest.mark.parametrize('text', ['id,fs\na,fast\n', 'id,fs\na,-1\n', 'name,fs\na,500\n'])
def test_a_bad_index_is_refused_with_its_name(folders, text):
    (folders[1] / 'index.csv').write_text(text)
    with pytest.raises(ValueError, match=r'index\.csv'):
        run(*folders)


def test_bad_truths_are_refused_with_their_names(folders, record):
    predicted, truth = folders
    write_csv(truth / 'b.csv', record(np.full((12, 9), np.nan)))
    with pytest.raises(ValueError, match=r'b\.csv: the truth has no sample'):
        run(predicted, truth)
    (truth / 'b.csv').write_bytes(b'\xff\xfe\x00\x81')
    with pytest.raises(ValueError, match=r'b\.csv: not a text file'):
        run(predicted, truth)


def test_folders_that_do_not_fit(folders, tmp_path):
    predicted, truth = folders
    with pytest.raises(FileNotFoundError, match='no such folder'):
        run(predicted, tmp_path / 'absent')
    (tmp_path / 'empty').mkdir()
    with pytest.raises(FileNotFoundError, match='no page in this folder'):
        run(tmp_path / 'empty', truth)
    (tmp_path / 'empty' / 'z.csv').write_text('I\n1\n')
    with pytest.raises(FileNotFoundError, match='none of the 3 pages'):
        run(tmp_path / 'empty', truth)
