"""Programs in processes of their own, without the ten seconds that importing PyTorch and MMEngine takes.

A server imports the libraries once and forks for each program. A fork is a process like any other: with its own process id,
session, signals, environment and exit code. Our own package and the program are imported anew in each.
"""

import gc
import importlib
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

LIBRARIES = (
    'torch', 'torch._inductor.standalone_compile', 'mmengine.hooks', 'mmengine.optim', 'mmengine.runner',
    'mmengine.visualization', 'scipy.ndimage', 'scipy.signal', 'cv2', 'wfdb', 'matplotlib.pyplot', 'setuptools',
)  # fmt: skip


class Server:
    """Asks for one thing at a time, in lines of JSON."""

    def __init__(self, environment: dict[str, str]):
        ours, theirs = socket.socketpair()
        command = [sys.executable, __file__, str(theirs.fileno())]
        # A session of its own: Ctrl-C ends the tests, and the end of the tests closes the line.
        process = dict(env=environment, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, start_new_session=True)
        self.process = subprocess.Popen(command, **process)
        theirs.close()
        self.line = ours.makefile('rw')

    def ask(self, **question):
        self.line.write(json.dumps(question) + '\n')
        self.line.flush()
        return json.loads(self.line.readline())


class Program:
    """A program that runs; used as a subprocess.Popen, and leader of a process group as with start_new_session."""

    def __init__(self, server: Server, command: list[str], folder: Path, environment: dict[str, str], outputs: list[str]):
        """Args: command: a program's file, or -m and a module, and its arguments; outputs: files for stdout and stderr."""
        self.server, self.command, self.outputs, self.returncode = server, command, outputs, None
        self.pid = server.ask(command=command, folder=str(folder), environment=environment, outputs=outputs)

    def poll(self) -> int | None:
        if self.returncode is None:
            self.returncode = self.server.ask(poll=self.pid)
        return self.returncode

    def wait(self, timeout_s: float | None = None) -> int:
        deadline = time.monotonic() + (timeout_s or 1e9)
        while self.poll() is None:
            if time.monotonic() > deadline:
                raise subprocess.TimeoutExpired(self.command, timeout_s)
            time.sleep(0.03)
        return self.returncode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill_group(self) -> None:
        if self.poll() is None:
            os.killpg(self.pid, signal.SIGKILL)


def serve(descriptor: int) -> dict:
    """Answer until the line is closed. Returns, in forks alone, what was asked for."""
    running = set()
    with socket.socket(fileno=descriptor) as connection, connection.makefile('rw') as line:
        for text in line:
            question = json.loads(text)
            if 'poll' in question:
                process_id, status = os.waitpid(question['poll'], os.WNOHANG)
                answer = os.waitstatus_to_exitcode(status) if process_id else None
                running.discard(process_id)
            else:
                answer = os.fork()
                if not answer:
                    return question
                running.add(answer)
            line.write(json.dumps(answer) + '\n')
            line.flush()
    for process_id in running:  # of tests that failed
        os.killpg(process_id, signal.SIGKILL)
    sys.exit()


def format_once() -> None:
    """MMEngine has YAPF format the config four times in a run, which takes longer than a tiny training. Once is enough."""
    module = importlib.import_module('mmengine.config.config')
    format_code, formatted = module.FormatCode, {}

    def remembered(text: str, style_config: dict):
        if text not in formatted:
            formatted[text] = format_code(text, style_config=style_config)
        return formatted[text]

    module.FormatCode = remembered


def become(question: dict) -> None:
    """Make this process look as if it had been started, and run the program."""
    os.setsid()
    for descriptor, path in enumerate(question['outputs'], start=1):
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.dup2(opened, descriptor)
        os.close(opened)
    os.chdir(question['folder'])
    os.environ.clear()
    os.environ.update(question['environment'])
    first, *arguments = question['command']
    if first == '-m':
        sys.path[0] = os.getcwd()
        sys.argv = arguments
        runpy.run_module(arguments[0], run_name='__main__', alter_sys=True)
    else:
        sys.path[0] = str(Path(first).absolute().parent)
        sys.argv = [first, *arguments]
        runpy.run_path(first, run_name='__main__')


if __name__ == '__main__':
    for name in LIBRARIES:
        importlib.import_module(name)
    format_once()
    gc.freeze()  # else each fork copies, when its garbage is collected, all that was imported: two seconds
    become(serve(int(sys.argv[1])))
