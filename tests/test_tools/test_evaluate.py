import json
import runpy

import pytest

from ecgdigi.io.csv import write_csv
from ecgdigi.structures import LEAD_NAMES, ECGSignal


@pytest.fixture
def run(monkeypatch, capsys):
    """Function (arguments) -> exit code, stdout, stderr; in this process, since torch takes seconds to start."""

    def call(*args):
        monkeypatch.setattr('sys.argv', ['evaluate.py', *map(str, args)])
        with pytest.raises(SystemExit) as caught:
            runpy.run_path('tools/evaluate.py', run_name='__main__')
        return caught.value.code, *capsys.readouterr()

    return call


@pytest.fixture
def folders(tmp_path, signal):
    truth, predicted = tmp_path / 'truth', tmp_path / 'read'
    for folder, gain in ((truth, 1.0), (predicted, 1.1)):
        folder.mkdir()
        write_csv(folder / 'a.csv', ECGSignal(gain * signal.signal_mv, signal.fs_hz, LEAD_NAMES))
    write_csv(truth / 'b.csv', signal)
    return predicted, truth


def test_table_and_json(run, folders, tmp_path):
    code, out, err = run(*folders, '--no-challenge-snr', '--per-page', '--json', tmp_path / 'scores.json')
    assert code == 0
    assert '2 pages, 1 failed' in out
    assert out.splitlines()[2].endswith('failed')
    assert err.splitlines() == [f'failed: {folders[0]}/b.csv: no such file']  # and no progress, for this is no terminal
    assert out.splitlines()[-1] == 'sampling rates: truths 500 Hz (--fs); readings as their truths'
    content = json.loads((tmp_path / 'scores.json').read_text())
    assert content['pages']['a']['absolute_snr_db'] == pytest.approx(20, abs=0.01)
    assert content['summary']['num_failed'] == 1


def test_rates_of_an_index_are_told(run, folders):
    predicted, truth = folders
    (truth / 'index.csv').write_text('id,fs\na,500\n')
    (predicted / 'index.csv').write_text('id,fs\na,500\nb,500\nother,250\n')
    _, out, _ = run(predicted, truth, '--no-challenge-snr', '--fs', 400)
    assert out.splitlines()[-1] == 'sampling rates: truths 500 Hz (index.csv), 400 Hz (--fs); readings 500 Hz (index.csv)'


def test_an_illegible_truth_is_named_in_one_line(run, folders):
    predicted, truth = folders
    (truth / 'b.csv').write_text('I,II\n1,x\n')
    code, out, err = run(predicted, truth, '--no-challenge-snr')
    assert code == 2
    assert out == ''
    (line,) = err.splitlines()
    assert line.startswith('evaluate: ')
    assert 'b.csv' in line


def test_wrong_usage(run, folders, tmp_path):
    predicted, truth = folders
    code, _, err = run(tmp_path / 'absent', truth)
    assert code == 2
    assert 'absent: no such folder' in err
    assert run(predicted, truth, '--json', tmp_path / 'absent' / 'x.json')[0] == 2


def test_help_is_complete(run):
    code, out, _ = run('--help')
    assert code == 0
    assert all(
        word in out for word in ('PRED_DIR', 'TRUTH_DIR', '--fs', '--no-challenge-snr', '--per-page', '--json', 'Exit code')
    )
