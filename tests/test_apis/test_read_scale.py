"""Lines cut at marked places; the network is made up and tells how dark a column is."""

import numpy as np
import pytest
import torch

from ecgdigi.apis import FoundPage
from ecgdigi.apis.read_scale import read_printed_scale
from ecgdigi.geometry.page_marks import PageMarks
from ecgdigi.geometry.scale_lines import ScalePlace
from ecgdigi.structures import SCALE_TEXTS, HomographyMap


class DarkIsTwentyMmPerMv(torch.nn.Module):
    """Answers '20 mm/mV' for columns with ink in the line's middle row."""

    def data_preprocessor(self, data):
        return dict(inputs=data['inputs'].float())

    def forward(self, lines):
        assert lines.shape[2:] == (56, 8 * 28)  # 12 mm and what is shown beside them
        dark = lines[:, 0, 28].unflatten(1, (-1, 8)).mean(2) < 128
        logits = torch.zeros(len(lines), 1 + len(SCALE_TEXTS), 1, dark.shape[1])
        logits[:, 1 + SCALE_TEXTS.index(('gain', 20.0)), 0] = 20.0 * dark
        logits[:, 0, 0] = 20.0 * ~dark
        return dict(scale=logits)


@pytest.fixture
def found():
    picture = np.full((400, 800, 3), 255, np.uint8)
    picture[295:305, 400:520] = 0  # 100 to 130 mm from the left, 75 mm from the top
    return FoundPage(picture, HomographyMap(np.diag([4.0, 4.0, 1.0])), (0.0, 0.0, 200.0, 100.0), 0.01, 0)


def marks(*places):
    return PageMarks((), (), np.zeros((2, 2)), 0.0, 0.0, 1.0, scale_places=places)


def test_a_scale_is_read_at_its_place(found):
    read = read_printed_scale(found, marks(ScalePlace(20.0, 32.0, 30.0), ScalePlace(105.0, 117.0, 75.0)), DarkIsTwentyMmPerMv())
    assert (read.mm_per_mv, read.mm_per_s) == (20.0, None)
    elsewhere = read_printed_scale(found, marks(ScalePlace(20.0, 32.0, 30.0)), DarkIsTwentyMmPerMv())
    assert (elsewhere.mm_per_mv, elsewhere.mm_per_s) == (None, None)


def test_nothing_is_read_where_no_place_is_marked(found):
    assert read_printed_scale(found, marks(), None).mm_per_mv is None
