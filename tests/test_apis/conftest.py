import numpy as np
import pytest

from ecgdigi.apis import FoundPage, PageReading
from ecgdigi.geometry.quality import Quality
from ecgdigi.geometry.scale import Scale
from ecgdigi.structures import LAYOUTS


@pytest.fixture
def make_reading():
    """A function that makes of a signal the reading of a page; nothing of it was read."""

    def make(signal):
        found = FoundPage(np.zeros((1, 1, 3), np.uint8), None, (0, 0, 1, 1), 0.03, 0)
        sure = np.full(signal.signal_mv.shape, 0.9, np.float32)
        scale, quality = Scale(25.0, 5.0, 'beats', 'pulse'), Quality('B', ('why',))
        return PageReading(signal, LAYOUTS['3x4+1'], None, scale, None, [], found, sure, (12.0, 14.0), quality)

    return make
