import dataclasses

import numpy as np
import pytest
from plans import PLAN, draw_many

from ecgdigi.synthesis.drawing.parts import RandomMarks

MARKS = {
    'pulse': lambda style: style['pulse'] is not None,
    'separator': lambda style: style['separator_mm'] > 0,
    'gap': lambda style: style['column_gap_mm'] > 0,
    'clip': lambda style: style['clip_mm'] is not None,
}


@pytest.mark.parametrize('name', MARKS)
def test_each_share_is_that_of_its_mark_alone(name):
    is_there, others = MARKS[name], dict.fromkeys(MARKS, 0.0)
    for share in (0.0, 1.0):
        assert all(is_there(style) == bool(share) for style in draw_many(RandomMarks(**others | {name: share}), PLAN, 50))
    found = draw_many(RandomMarks(**others | {name: 0.3}), PLAN, 600)
    assert np.mean([is_there(style) for style in found]) == pytest.approx(0.3, abs=0.06)
    alone = {key for key, there in MARKS.items() if any(there(style) for style in found)}
    assert alone == {name}


def test_sizes_lie_in_their_ranges():
    found = draw_many(RandomMarks(pulse=1.0, separator=1.0, gap=1.0, clip=1.0), PLAN, 400)
    for name, low, high in (
        ('separator_mm', 2, 40), ('separator_width_mm', 0.15, 1.0), ('column_gap_mm', 0.3, 2.5), ('clip_mm', 12, 32),
    ):  # fmt: skip
        values = np.array([style[name] for style in found])
        assert low <= values.min() < low + 0.2 * (high - low)
        assert high - 0.3 * (high - low) < values.max() <= high
    assert np.mean([style['separator_mm'] > 9 for style in found]) == pytest.approx(0.3, abs=0.07)  # full bars


def test_the_printers_gain_errs_as_much_as_asked():
    errors = [style['gain_error'] for style in draw_many(RandomMarks(gain_error=0.01), PLAN, 500)]
    assert np.std(errors) == pytest.approx(0.01, rel=0.15)
    assert abs(np.mean(errors)) < 0.002
    assert {style['gain_error'] for style in draw_many(RandomMarks(gain_error=0.0), PLAN, 10)} == {0.0}


@pytest.mark.parametrize('left_mm', [9.0, 26.0])
def test_pulses_have_their_sides_and_stay_on_the_paper(left_mm):
    plan = dataclasses.replace(PLAN, left_mm=left_mm)
    pulses = [style['pulse'] for style in draw_many(RandomMarks(pulse=1.0), plan, 500)]
    assert np.mean([pulse.side == 'left' for pulse in pulses]) == pytest.approx(0.8, abs=0.06)
    assert np.mean([pulse.first_row_only for pulse in pulses]) == pytest.approx(0.1, abs=0.05)
    for pulse in pulses:
        room_mm = plan.left_mm if pulse.side == 'left' else plan.paper_mm[0] - plan.right_mm
        assert 1.0 <= pulse.width_mm <= 5.0
        assert pulse.gap_mm >= pulse.flank_mm >= 0
        assert pulse.gap_mm + pulse.width_mm + pulse.flank_mm < room_mm
    widths = np.array([pulse.width_mm for pulse in pulses])
    assert (widths == 5.0).mean() == pytest.approx(0.75, abs=0.1) or left_mm < 12  # where there is room for it
