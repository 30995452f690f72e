import signal
import sys

import pytest
from runs import run

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ('body', 'code', 'words'),
    [
        ("print('fine')", 0, ''),
        ("sys.exit('a line of its own') if rank == 1 else time.sleep(60)", 1, 'process 1 was the first to end, with exit code 1'),
        ('sys.exit(3)', 3, 'with exit code 3; what it said is above'),
        ('os.kill(os.getpid(), signal.SIGKILL)', 128 + signal.SIGKILL, 'with SIGKILL'),
    ],
)
def test_the_launcher_ends_as_a_process_does(tmp_path, body, code, words):
    program = tmp_path / 'program.py'
    program.write_text(f"import os, signal, sys, time\nrank = int(os.environ['RANK'])\n{body}\n")
    result = run([sys.executable, '-m', 'ecgdigi.engine.elastic', '--standalone', '--nproc-per-node', '2', program])
    assert result.returncode == code
    assert words in result.stderr
    assert 'Traceback' not in result.stderr
    if 'own' in body:
        assert 'a line of its own' in result.stderr
