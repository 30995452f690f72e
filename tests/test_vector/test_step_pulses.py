"""Calibration pulses, alone and joined to traces."""

import numpy as np
import pytest

from ecgdigi.vector.step_pulses import Pulse, common_height_mm, cut_pulses, separate_pulse
from ecgdigi.vector.strokes import Stroke

PULSE = np.array([[10.0, 100], [11, 100], [11, 90], [16, 90], [16, 100], [17, 100]])


def trace(first_mm=-1.0, start=17.2):
    x = np.arange(start, 80, 0.2)
    return np.stack([x, 100 + first_mm * np.cos(x - start)], 1)


def sampled(points):
    """With a point every 0.2 mm, so that flanks are not upright."""
    x = np.arange(points[0, 0], points[-1, 0] + 0.1, 0.2)
    return np.stack([x, np.where((x > 11.1) & (x < 15.9), 90.0, 100.0)], 1)


@pytest.mark.parametrize('points', [PULSE, PULSE[::-1], PULSE[1:], sampled(PULSE)], ids=['plain', 'back', 'one foot', 'sampled'])
def test_a_pulse_alone(points):
    pulse = separate_pulse(Stroke(points))
    assert (pulse.foot_mm, pulse.height_mm) == (100, 10)
    assert pulse.x_mm == pytest.approx(13.5, abs=0.1)


@pytest.mark.parametrize(
    'points',
    [
        PULSE * [1, -1],  # downwards
        PULSE * [1, 0.1],  # low
        PULSE + np.outer([0, 0, 0, 0, 1, 1], [0, 2]),  # a step
        trace(),
        PULSE[:4],
    ],
    ids=['downwards', 'low', 'a step', 'a wave', 'half'],
)
def test_what_is_no_pulse(points):
    assert separate_pulse(Stroke(points)) is None


@pytest.mark.parametrize('side', [1, -1])
def test_pulses_joined_to_traces_are_cut(side):
    whole = np.concatenate([PULSE, trace()]) * [side, 1]
    stroke = Stroke(whole if side > 0 else whole[::-1])
    (cut,), (pulse,) = cut_pulses([stroke])
    expected = trace() * [side, 1]
    assert np.allclose(cut.points_mm, expected if side > 0 else expected[::-1])
    assert pulse == Pulse(100.0, 10.0, 13.5 * side)


def test_a_trace_that_begins_at_the_foot_begins_with_the_others():
    x_mm = 17.2 + 0.2 * np.arange(14)
    level = np.concatenate([PULSE, np.stack([x_mm, np.full(14, 100.0)], 1), trace(start=20.0)])
    (cut, other), pulses = cut_pulses([Stroke(level), Stroke(np.concatenate([PULSE, trace()]))])
    assert len(pulses) == 2
    assert cut.points_mm[0, 0] == pytest.approx(17.2)
    assert other.points_mm[0, 0] == pytest.approx(17.2)


def test_traces_without_pulses_are_left_as_they_are():
    (cut,), pulses = cut_pulses([Stroke(trace())])
    assert np.array_equal(cut.points_mm, trace())
    assert pulses == []


def test_the_height_of_most_pulses():
    heights = [10.0, 10.01, 10.0, 7.0]
    assert common_height_mm([Pulse(0.0, height, 0.0) for height in heights]) == pytest.approx(10.0, abs=0.01)
    assert common_height_mm([Pulse(0.0, height, 0.0) for height in (3.0, 5.0, 8.0, 12.0)]) is None
    assert common_height_mm([]) is None
