"""Training on several machines: two network namespaces joined by a cable of software, and a cluster whose Slurm is played."""

import contextlib
import os
import shutil
import stat
import subprocess
import uuid

import pytest
from runs import ENVIRONMENT, ROOT, TINY_CONFIG, assert_same_run, checkpoint, dist_command, train

pytestmark = pytest.mark.slow


def ip(*args):
    return subprocess.run(['ip', *args], capture_output=True, text=True, check=True)


@pytest.fixture
def hosts():
    """Names of two network namespaces, at 10.77.0.1 and 10.77.0.2; each sees the other and nothing else."""
    if not shutil.which('ip'):
        pytest.skip('no `ip` program, with which network namespaces are made')
    mark = uuid.uuid4().hex[:6]
    names = [f'ecg{mark}{k}' for k in range(2)]
    with contextlib.ExitStack() as stack:
        try:
            for name in names:
                ip('netns', 'add', name)
                stack.callback(ip, 'netns', 'delete', name)
            ip('link', 'add', f'v{mark}0', 'netns', names[0], 'type', 'veth', 'peer', 'name', f'v{mark}1', 'netns', names[1])
            for k, name in enumerate(names):
                ip('-n', name, 'address', 'add', f'10.77.0.{k + 1}/24', 'dev', f'v{mark}{k}')
                for device in ('lo', f'v{mark}{k}'):
                    ip('-n', name, 'link', 'set', device, 'up')
        except subprocess.CalledProcessError as error:
            pytest.skip(f'this machine does not allow network namespaces: {error.stderr.strip()}')
        yield [(name, f'v{mark}{k}') for k, name in enumerate(names)]


@pytest.mark.parametrize('elastic', [False, True])
def test_two_hosts_train_together(tmp_path, hosts, elastic):
    processes = []
    for rank, (name, device) in enumerate(hosts):
        if elastic:
            # The names of these hosts say nothing.
            settings = dict(LOCAL_ADDR=f'10.77.0.{rank + 1}', RDZV_CONF=f'is_host={int(rank == 0)}')
            settings |= dict(NNODES='2', RDZV_ENDPOINT='10.77.0.1:29517')
        else:
            settings = dict(NNODES='2', NODE_RANK=str(rank), MASTER_ADDR='10.77.0.1', PORT='29516')
        command = ['ip', 'netns', 'exec', name, *dist_command(tmp_path / 'two', processes=1)]
        environment = {**ENVIRONMENT, **settings, 'GLOO_SOCKET_IFNAME': device}
        with open(tmp_path / f'{rank}.log', 'w') as log:
            processes.append(subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log))
    try:
        codes = [process.wait(120) for process in processes]
    finally:
        for process in processes:
            process.kill()
    assert codes == [0, 0], (tmp_path / '0.log').read_text()[-3000:] + (tmp_path / '1.log').read_text()[-3000:]
    train(tmp_path / 'one', processes=2)
    assert_same_run(checkpoint(tmp_path / 'one', 8), checkpoint(tmp_path / 'two', 8))


SRUN = """#!/usr/bin/env python3
import os, subprocess, sys
given = sys.argv[1:]
count = int(given[given.index('--ntasks') + 1])
command = given[given.index('-u') - 1:]
known = ('--partition', '--job-name', '--ntasks', '--ntasks-per-node', '--gres', '--cpus-per-task')
options = given[:given.index('-u') - 1]
while options:
    if options[0] in known:
        options = options[2:]
    else:
        assert options.pop(0) in ('--kill-on-bad-exit=1', '--signal=TERM@120')
tasks = []
for rank in range(count):
    slurm = dict(SLURM_PROCID=str(rank), SLURM_NTASKS=str(count), SLURM_LOCALID=str(rank), SLURM_JOB_ID='31',
                 SLURM_JOB_NODELIST='node[1-2]')
    tasks.append(subprocess.Popen(command, env={**os.environ, **slurm}))
sys.exit(max(task.wait() for task in tasks))
"""
SCONTROL = """#!/bin/sh
[ "$*" = "show hostnames node[1-2]" ] && printf '127.0.0.1\\n127.0.0.2\\n'
"""


def test_slurm_starts_the_processes(tmp_path):
    for name, text in (('srun', SRUN), ('scontrol', SCONTROL)):
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(stat.S_IRWXU)
    command = ['bash', 'tools/slurm_train.sh', 'gpu', 'ecg', TINY_CONFIG, '--work-dir', str(tmp_path / 'slurm')]
    environment = {
        **ENVIRONMENT,
        'GPUS': '2',
        'SRUN_ARGS': '--signal=TERM@120',
        'PATH': f'{tmp_path}{os.pathsep}{os.environ["PATH"]}',
    }
    result = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert result.returncode == 0, result.stderr[-3000:]
    train(tmp_path / 'one', processes=2)
    assert_same_run(checkpoint(tmp_path / 'one', 8), checkpoint(tmp_path / 'slurm', 8))
