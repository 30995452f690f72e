"""Windows around ends of leads."""

import numpy as np
import pytest

from ecgdigi.geometry.piece_windows import BEYOND_PX, LEAD_PX, WINDOW_PX, lead_columns, wiped


@pytest.mark.parametrize('begins', [True, False])
def test_the_lead_stays_and_what_is_beside_it_becomes_paper(begins):
    window = np.full((20, WINDOW_PX, 3), (210, 220, 230), np.uint8)
    window[10] = 0
    result = wiped(window, begins=begins)
    lead = lead_columns(begins=begins)
    assert (result[:, lead] == window[:, lead]).all()
    beyond = np.delete(result, np.arange(WINDOW_PX)[lead], axis=1)
    assert beyond.shape[1] == BEYOND_PX
    assert (beyond == (210, 220, 230)).all()
    assert (window[10] == 0).all(), 'the window itself stays as it is'


def test_a_window_has_its_beginning_on_the_left_and_its_end_on_the_right():
    assert lead_columns(begins=True) == slice(BEYOND_PX, WINDOW_PX)
    assert lead_columns(begins=False) == slice(0, LEAD_PX)
