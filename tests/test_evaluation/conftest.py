"""Signals whose scores can be computed by hand."""

import numpy as np
import pytest

from ecgdigi.structures import LAYOUTS, LEAD_NAMES, ECGSignal

FS_HZ = 500.0


@pytest.fixture
def sines_mv():
    """(12, 5000) twelve sines of amplitude 1 mV, whole periods, each with a frequency of its own."""
    t_s = np.arange(5000) / FS_HZ
    return np.stack([np.sin(2 * np.pi * (1 + 0.1 * k) * t_s) for k in range(12)])


@pytest.fixture
def printed_mv(signal):
    """(12, 5000) a simulated ECG, each lead printed for the 2.5 s of its column on a 3x4 page."""
    shown_mv = np.full((12, 5000), np.nan)
    for box in LAYOUTS['3x4'].boxes(duration_s=10.0):
        at = slice(int(box.start_s * FS_HZ), int(box.stop_s * FS_HZ))
        shown_mv[LEAD_NAMES.index(box.lead), at] = signal.lead(box.lead)[at]
    return shown_mv


@pytest.fixture(scope='session')
def record():
    """Function (12, T) mV [, rate] -> ECGSignal."""

    def make(signal_mv: np.ndarray, fs_hz: float = FS_HZ) -> ECGSignal:
        return ECGSignal(signal_mv, fs_hz, LEAD_NAMES)

    return make
