"""A file format of one's own: NumPy's .npz. `python tools/digitize.py ... --imports my_formats --format npz` writes it."""

from pathlib import Path

import numpy as np

from ecgdigi.io.atomic import atomic_path
from ecgdigi.io.description import describe
from ecgdigi.io.writers import Writer
from ecgdigi.registry import WRITERS
from ecgdigi.structures import DigitizedECG


@WRITERS.register_module(name='npz')
class NumpyWriter(Writer):
    """Arrays by name. `endings` tells which files a page makes; each is written whole or not at all."""

    endings = ('.npz',)

    def __call__(self, stem: Path, ecg: DigitizedECG) -> None:
        signal = ecg.signal
        with atomic_path(self.paths(stem)[0]) as temporary:
            np.savez(temporary, signal_mv=signal.signal_mv, fs_hz=signal.fs_hz, leads=signal.leads, notes=describe(ecg))
