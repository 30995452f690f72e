import numpy as np
import pytest
from plans import PLAN, draw_many

from ecgdigi.synthesis.drawing.parts import RandomPen


def test_widths_fill_their_range_evenly_in_their_logarithm():
    widths = np.log([style['pen'].width_mm for style in draw_many(RandomPen((0.1, 0.4)), PLAN, 500)])
    assert np.log(0.1) <= widths.min()
    assert widths.max() <= np.log(0.4)
    counts = np.histogram(widths, 4, np.log([0.1, 0.4]))[0]
    assert counts.min() > 0.7 * 125
    assert RandomPen((0.3, 0.3))(np.random.default_rng(0), PLAN)['pen'].width_mm == pytest.approx(0.3)


def test_most_pens_are_dark_some_faded_some_blue():
    pens = [style['pen'] for style in draw_many(RandomPen(), PLAN, 600)]
    colours = np.array([pen.bgr for pen in pens])
    assert colours.min() >= 0
    assert colours.max() <= 170 + 110
    assert (colours[:, 1] < 85).mean() > 0.75
    assert (colours[:, 1] > 100).mean() == pytest.approx(0.1, abs=0.05)
    blue = colours[:, 0] - colours[:, 1] > 40  # by chance of the spread alone, one in a hundred
    assert blue.mean() == pytest.approx(0.1, abs=0.04)
    strengths = np.array([pen.strength for pen in pens])
    assert 0.7 <= strengths.min() < 0.72
    assert 0.98 < strengths.max() <= 1.0


@pytest.mark.parametrize(('name', 'low', 'high', 'share'), [('bleed_mm', 0.02, 0.12, 0.25), ('unevenness', 0.03, 0.3, 0.35)])
def test_bleeding_and_unevenness_are_those_of_a_share(name, low, high, share):
    values = np.array([getattr(style['pen'], name) for style in draw_many(RandomPen(), PLAN, 600)])
    assert (values > 0).mean() == pytest.approx(share, abs=0.06)
    acting = values[values > 0]
    assert low <= acting.min()
    assert acting.max() <= high
    assert np.ptp(acting) > 0.8 * (high - low)


def test_dead_elements_are_few_and_lie_on_the_paper():
    rows_mm = [style['pen'].dead_rows_mm for style in draw_many(RandomPen(), PLAN, 800)]
    assert np.mean([len(rows) > 0 for rows in rows_mm]) == pytest.approx(0.08, abs=0.03)
    assert {len(rows) for rows in rows_mm} == {0, 1, 2, 3, 4, 5}
    every = np.concatenate(rows_mm)
    assert every.min() >= 0
    assert every.max() <= PLAN.paper_mm[1]
