"""Shared parts of the tests: a small page with known truth, and the benchmark data where it is present."""

import signal as signals
from dataclasses import replace

import numpy as np
import pytest

from ecgdigi.io.paths import data_root
from ecgdigi.structures import LAYOUTS
from ecgdigi.synthesis.drawing import PageStyle, draw_page, plain_style
from ecgdigi.synthesis.sources import SimulatedECG

FS_HZ = 500.0
# Shells start what runs in the background deaf to Ctrl-C, and programs that tests start would inherit that.
if signals.getsignal(signals.SIGINT) == signals.SIG_IGN:
    signals.signal(signals.SIGINT, signals.default_int_handler)


@pytest.fixture(scope='session')
def signal():
    """Ten seconds of a simulated ECG."""
    kind = dict(heart_rate_bpm=(70, 71), ectopic_probability=0, conditions={'normal': 1.0})
    return SimulatedECG(duration_s=10.0, fs_hz=FS_HZ, **kind)(np.random.default_rng(32))


@pytest.fixture(scope='session')
def make_style():
    """Function (layout name, resolution) -> PageStyle of a plain page."""

    def make(layout: str = '3x4+1', px_per_mm: float = 6.0) -> PageStyle:
        rows = LAYOUTS[layout].num_rows
        plain = plain_style(px_per_mm)
        return replace(
            plain,
            layout=LAYOUTS[layout],
            paper_bgr=(255, 255, 255),
            left_mm=20.0,
            baselines_mm=tuple(np.linspace(30, 190, rows).tolist()),
            pen=replace(plain.pen, bgr=(20, 20, 20)),
            grid=replace(plain.grid, offset_mm=(1.3, 2.1)),
            label=replace(plain.label, height_mm=3.5, offset_mm=(1.0, -6.0), bgr=(20, 20, 20)),
        )

    return make


@pytest.fixture(scope='session')
def page(signal, make_style):
    return draw_page(signal, make_style())


@pytest.fixture(scope='session')
def bench():
    """Folder of the benchmark sets; tests that need it are skipped where it is absent."""
    folder = data_root() / 'bench'
    if not folder.is_dir():
        pytest.skip(f'no benchmark data at {folder}; set ECGDIGI_DATA')
    return folder
