import os
import signal
import subprocess
import sys
from types import SimpleNamespace

import pytest

from ecgdigi.engine.hooks import StopSignalHook

PROGRAM = """
import os, signal
from types import SimpleNamespace
from ecgdigi.engine.hooks import StopSignalHook
hook = StopSignalHook()
hook.before_train(SimpleNamespace(distributed=False))
os.kill(os.getpid(), signal.SIGINT)
print(hook.received, flush=True)
os.kill(os.getpid(), signal.SIGINT)
print('still there')
"""


@pytest.mark.slow
def test_ctrl_c_is_kept_in_mind_once_and_ends_the_process_the_second_time():
    ended = subprocess.run([sys.executable, '-c', PROGRAM], capture_output=True, text=True, timeout=120, check=False)
    assert ended.stdout == 'SIGINT\n'
    assert 'Ctrl-C again ends at once' in ended.stderr
    assert 'Traceback' not in ended.stderr
    assert ended.returncode == -signal.SIGINT


@pytest.mark.parametrize('handler', [signal.SIG_IGN, signal.default_int_handler])
def test_ctrl_c_stays_ignored_where_it_was(handler):
    before = signal.signal(signal.SIGINT, handler)
    hook, runner = StopSignalHook(), SimpleNamespace(distributed=False)
    try:
        hook.before_train(runner)
        os.kill(os.getpid(), signal.SIGINT)
        assert hook.received == (None if handler == signal.SIG_IGN else 'SIGINT')
        hook.after_run(runner)
        assert signal.getsignal(signal.SIGINT) == handler
    finally:
        signal.signal(signal.SIGINT, before)
