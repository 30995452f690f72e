import sys

import pytest
from mmengine.logging import MMLogger
from runs import TINY_CONFIG, run_well, train

from ecgdigi.engine.screen import only_warnings_on_screen


def test_the_file_holds_what_the_screen_leaves_out(tmp_path, capsys):
    logger = MMLogger('a run', log_file=str(tmp_path / 'run.log'))
    with only_warnings_on_screen(logger):
        logger.info('all versions')
        logger.warning('take care')
    logger.info('iteration 1')
    shown, kept = capsys.readouterr().out, (tmp_path / 'run.log').read_text()
    assert 'all versions' in kept
    assert 'all versions' not in shown
    assert 'take care' in shown
    assert 'iteration 1' in shown


@pytest.mark.slow
def test_a_run_begins_with_what_one_wants_to_know(tmp_path):
    lines = train(tmp_path).stdout.splitlines()
    first = next(k for k, line in enumerate(lines) if 'Iter(train)' in line)
    assert first < 10
    begin = '\n'.join(lines[:first])
    log = next(tmp_path.glob('*/*.log'))
    for words in (TINY_CONFIG, 'TraceNet, 2,818 weights, on cpu', str(tmp_path), str(log)):
        assert words in begin
    assert 'Hooks will be executed' in log.read_text()
    assert 'System environment' in log.read_text()
    judged = run_well([sys.executable, 'tools/test.py', TINY_CONFIG, tmp_path / 'iter_8.pth', '--work-dir', tmp_path / 'test'])
    assert len(judged.stdout.splitlines()) < 20
