"""Where a drawn line of text states its scale."""

import numpy as np
import pytest

from ecgdigi.synthesis.drawing.frame import Frame
from ecgdigi.synthesis.drawing.style import PrintedText
from ecgdigi.synthesis.drawing.text import FONTS, draw_text, scale_places

FRAME = Frame((0.0, 0.0), (1200, 160), 8.0)


def inked_mm(text, font):
    """(left, right) of what is drawn, mm."""
    picture = np.full((160, 1200, 3), 255, np.uint8)
    draw_text(picture, FRAME, PrintedText(text, (5.0, 12.0), 3.0, font, 400, (0.0, 0.0, 0.0)))
    columns = np.flatnonzero((picture < 200).any((0, 2)))
    return columns[0] / 8.0, (columns[-1] + 1) / 8.0


@pytest.mark.parametrize('font', FONTS)
def test_boxes_hold_number_and_unit(font):
    text = 'F 40Hz  25mm/s  10mm/mV'
    speed, gain = scale_places(FRAME, PrintedText(text, (5.0, 12.0), 3.0, font, 400, (0.0, 0.0, 0.0)))
    assert (speed.quantity, speed.value, gain.quantity, gain.value) == ('speed', 25.0, 'gain', 10.0)
    _, before = inked_mm('F 40Hz', font)
    _, after_speed = inked_mm('F 40Hz  25mm/s', font)
    _, end = inked_mm(text, font)
    assert speed.box_mm[2] == pytest.approx(after_speed, abs=0.4)
    assert gain.box_mm[2] == pytest.approx(end, abs=0.4)
    assert before < speed.box_mm[0] < speed.box_mm[2] < gain.box_mm[0]
