from pathlib import Path

import numpy as np
import pytest

from ecgdigi.structures import PageRecord, PrintedPiece


def test_a_piece_has_points_of_floats_and_a_standard_lead():
    piece = PrintedPiece('avr', [[0, 0], [4, 0], [4, 2], [0, 2]])
    assert piece.lead == 'aVR'
    assert piece.lead_box_px.shape == (4, 2)
    assert piece.lead_box_px.dtype == np.float64
    assert piece.text_box_px is None


@pytest.mark.parametrize('boxes', [dict(lead_box_px=np.zeros((3, 2))), dict(points_px=np.zeros((9, 3)))])
def test_points_of_another_shape_are_refused(boxes):
    with pytest.raises(ValueError, match='px of lead II has shape'):
        PrintedPiece('II', **boxes)


def test_a_speed_of_zero_is_refused():
    with pytest.raises(ValueError, match='mm_per_s=0 must be positive'):
        PageRecord('a', Path('a.png'), None, mm_per_s=0)


@pytest.mark.parametrize(
    ('record_id', 'picture', 'name'),
    [
        ('a', 'x/a.png', 'a'),
        ('62', 'train/62/62-0001.png', '62-0001'),
        ('00000/00001_hr', '00000/00001_hr-0.png', '00000_00001_hr-0'),
        ('00000/00001_hr', '00000/scan.jpg', '00000_00001_hr_scan'),
    ],
)
def test_page_names_tell_pictures_apart_and_have_no_folders(record_id, picture, name):
    assert PageRecord(record_id, Path(picture), None).page_name == name
