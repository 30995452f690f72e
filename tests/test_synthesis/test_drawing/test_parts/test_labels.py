import numpy as np
import pytest
from plans import PLAN, crowded, draw_many

from ecgdigi.synthesis.drawing.parts import RandomLabels
from ecgdigi.synthesis.drawing.text import FONTS


def test_the_share_of_pages_with_names_is_as_asked():
    for probability, count in ((0.0, 0), (1.0, 400)):
        found = draw_many(RandomLabels(probability), PLAN, 400)
        assert sum(style['label'].height_mm > 0 for style in found) == count
    assert np.mean([style['label'].height_mm > 0 for style in draw_many(RandomLabels(), PLAN, 400)]) == pytest.approx(
        0.9, abs=0.05
    )


def test_names_have_all_fonts_sizes_in_their_range_and_dark_colours():
    labels = [style['label'] for style in draw_many(RandomLabels(1.0), PLAN, 400)]
    assert {label.font for label in labels} == set(FONTS)
    assert {label.weight for label in labels} == {300, 400, 600, 800}
    heights = np.array([label.height_mm for label in labels])
    assert heights.min() >= 2.0
    assert heights.max() <= 5.5
    assert np.ptp(heights) > 3.3
    colours = np.array([label.bgr for label in labels])
    assert colours.min() >= 0
    assert colours.max() <= 140
    assert (np.ptp(colours, axis=1) == 0).mean() == pytest.approx(0.7, abs=0.08)  # greys


@pytest.mark.parametrize('row_mm', [8.0, 40.0])
def test_names_stand_above_below_or_on_their_row_never_beyond_the_next(row_mm):
    labels = [style['label'] for style in draw_many(RandomLabels(1.0), crowded(row_mm), 400)]
    x, y = np.array([label.offset_mm for label in labels]).T
    room_mm = min(row_mm, 30.0)
    assert x.min() >= -9
    assert x.max() <= 14
    assert y.min() >= -max(0.5 * room_mm, 3.0)
    assert y.max() <= max(0.45 * room_mm + 1, 5.5)
    assert (y > 3).any()
    assert (y < -0.3 * room_mm).any()
    assert (x > 6).mean() == pytest.approx(0.3, abs=0.08)
