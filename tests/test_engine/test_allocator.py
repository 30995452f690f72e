"""Freed memory is kept; each case in a process of its own."""

import subprocess
import sys

import pytest

PROBE = """
import resource, sys
import numpy as np
from ecgdigi.engine.allocator import keep_freed_memory
print(keep_freed_memory())
def faults():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(20):
        np.zeros(2_000_000, np.float64).fill(1.0)  # 16 MB
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before
faults()
print(faults())
"""


def probe(monkeypatch, **settings):
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    result = subprocess.run([sys.executable, '-c', PROBE], capture_output=True, text=True, check=True)
    done, faults = result.stdout.split()
    return done == 'True', int(faults)


@pytest.mark.skipif(sys.platform != 'linux', reason='about glibc')
def test_memory_is_taken_again_without_page_faults(monkeypatch):
    done, faults = probe(monkeypatch)
    if not done:
        pytest.skip('no glibc')
    _, usual = probe(monkeypatch, MALLOC_TRIM_THRESHOLD_='131072')
    assert faults < usual / 10


def test_what_the_user_has_set_stays(monkeypatch):
    assert probe(monkeypatch, MALLOC_MMAP_THRESHOLD_='1000000')[0] is False
