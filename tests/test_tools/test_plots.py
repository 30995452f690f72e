import sys

import numpy as np
import pytest
from runs import TINY_CONFIG, TINY_EPOCHS_CONFIG, run, run_well, train

from ecgdigi.io.csv import write_csv
from ecgdigi.structures import ECGSignal

pytestmark = pytest.mark.slow
SCHEDULE = [sys.executable, 'tools/analysis/plot_schedule.py']
LOG = [sys.executable, 'tools/analysis/plot_log.py']


def test_a_schedule_is_plotted_and_printed(tmp_path):
    picture = tmp_path / 'schedule.png'
    printed = run_well([*SCHEDULE, TINY_EPOCHS_CONFIG, '--out', picture], fresh=True).stdout.splitlines()
    rates = {int(line.split()[0]): float(line.split()[1]) for line in printed[1:-2]}
    assert rates[1] == pytest.approx(1e-3)
    assert rates[22] == rates[40] == 1e-2
    assert rates[50] == pytest.approx(2.5e-3)  # StepLR, and a plateau after the second validation
    assert 'as if strip/height_error_mm never got better' in printed[-2]
    assert picture.stat().st_size > 5000


@pytest.mark.parametrize(
    ('args', 'message'),
    [
        (['none.py'], 'no such config'),
        ([TINY_CONFIG, '--out', 'schedule.xyz'], 'xyz'),
        ([TINY_CONFIG, '--cfg-options', 'param_scheduler.0.type=CosineLR'], 'near names: CosineRestartLR, CosineAnnealingLR'),
        ([TINY_CONFIG, '--cfg-options', 'param_scheduler.0.by_epoch=True'], 'counts epochs, train_cfg iterations'),
        ([TINY_CONFIG, '--cfg-options', 'train_cfg=None'], 'has no train_cfg'),
        ([TINY_CONFIG, '--out', 'tests'], 'its ending is no format of a picture'),
    ],
)
def test_mistakes_about_a_schedule_end_in_one_line(args, message):
    result = run([*SCHEDULE, *args])
    assert result.returncode == 2
    assert message in result.stderr.splitlines()[-1]
    assert 'Traceback' not in result.stderr


def test_runs_are_plotted_together(tmp_path):
    for name in 'ab':
        train(tmp_path / name, '--cfg-options', f'randomness.seed={ord(name)}')
    picture = tmp_path / 'curves.png'
    command = [*LOG, tmp_path / 'a', tmp_path / 'b', '--keys', 'loss', 'strip/snr_db', '--out', picture]
    printed = run_well(command, fresh=True).stdout
    assert printed.count('last ') == 4
    assert printed.count(' at 8') >= 4
    assert picture.stat().st_size > 5000
    refused = run([*LOG, tmp_path / 'a', '--keys', 'lss', '--out', picture])
    assert refused.returncode == 2
    assert 'lss: in no log; there are ' in refused.stderr
    assert run([*LOG, tmp_path]).returncode == 2


def test_worst_pages_are_told_and_shown(tmp_path):
    truth, readings = tmp_path / 'truth', tmp_path / 'readings'
    times_s = np.arange(1000) / 500
    for folder, error_mv in ((truth, 0.0), (readings, 0.3)):
        folder.mkdir()
        for page, share in (('good', 0.1), ('bad', 1.0)):
            lead_mv = np.sin(6 * times_s) + error_mv * share * (np.abs(times_s - 1.5) < 0.05)
            write_csv(folder / f'{page}.csv', ECGSignal(lead_mv[None], 500.0, ('II',)))
    write_csv(truth / 'lost.csv', ECGSignal(np.sin(6 * times_s)[None], 500.0, ('II',)))
    picture = tmp_path / 'worst.png'
    worst = [sys.executable, 'tools/analysis/plot_worst.py', readings, truth]
    lines = run_well([*worst, '--out', picture]).stdout.splitlines()
    assert [line.split(' | ')[0] for line in lines[2:]] == ['| lost', '| bad', '| good']
    lead, share, time_s = lines[3].split(' | ')[2:5]
    assert (lead, share, float(time_s)) == ('II', '100%', pytest.approx(1.5, abs=0.1))
    assert picture.stat().st_size > 5000
    result = run([*worst, '--out', tmp_path / 'worst.xyz'])
    assert (result.returncode, 'its ending is no format' in result.stderr) == (1, True)
