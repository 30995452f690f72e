import numpy as np
import pytest

from ecgdigi.visualization import tile_sheet
from ecgdigi.visualization.sheets import CAPTION_PX, GAP_PX, fitted


def test_tiles_stand_row_by_row_above_their_labels():
    tiles = [('', np.full((90, 120, 3), 10 * k, np.uint8)) for k in range(5)]
    sheet = tile_sheet(tiles, 2, (120, 90))
    assert sheet.shape == (3 * (90 + CAPTION_PX + GAP_PX), 240 + GAP_PX, 3)
    for k in range(5):
        top, left = k // 2 * (90 + CAPTION_PX + GAP_PX), k % 2 * (120 + GAP_PX)
        assert (sheet[top : top + 90, left : left + 120] == 10 * k).all()
    assert (sheet[-(90 + GAP_PX) :, -120:] == 255).all()  # no sixth one


@pytest.mark.parametrize('label', ['I', 'a label that is much longer than its tile is wide, and goes on and on'])
def test_a_label_stays_below_its_own_tile(label):
    tiles = [('', np.full((90, 120, 3), 255, np.uint8)), (label, np.full((90, 120, 3), 255, np.uint8))]
    rows, columns = np.nonzero((tile_sheet(tiles, 3, (120, 90)) < 128).any(axis=2))
    assert len(rows) > 3
    assert rows.min() >= 90
    assert columns.min() >= 120 + GAP_PX
    assert columns.max() < 2 * 120 + GAP_PX


def test_large_pictures_shrink_to_their_room_and_small_ones_stay():
    assert fitted(np.zeros((400, 300, 3), np.uint8), (150, 100)).shape == (100, 75, 3)
    small = np.zeros((40, 30, 3), np.uint8)
    assert fitted(small, (150, 100)) is small


def test_nothing_to_show_is_refused():
    with pytest.raises(ValueError, match='0 tiles in 2 columns'):
        tile_sheet([], 2, (10, 10))
