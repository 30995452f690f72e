import numpy as np
import pytest

from ecgdigi.geometry.page_marks import PageMarks
from ecgdigi.geometry.rows import RowReading
from ecgdigi.geometry.scale import beat_lengths_mm, find_scale, refuse_not_positive
from ecgdigi.registry import SIGNAL_SOURCES


def readings(mm_per_s, seed=2):
    """Three rows of 250 mm of a normal ECG."""
    source = SIGNAL_SOURCES.build(
        dict(type='SimulatedECG', duration_s=10.0, fs_hz=500.0, conditions={'normal': 1.0})
    )  # fmt: skip
    signal = source(np.random.default_rng(seed))
    x_mm = np.arange(0, 250, 1 / 16)
    times_s = x_mm / mm_per_s
    rows = [np.interp(times_s, np.arange(signal.signal_mv.shape[1]) / 500, lead) for lead in signal.signal_mv[:3]]
    sure = np.ones_like(x_mm)
    return [RowReading(x_mm, 100 - 10 * row, sure, sure) for row in rows]


@pytest.mark.parametrize('seed', range(3))
def test_beats_tell_the_speed(seed):
    usual, fast = readings(25.0, seed), readings(50.0, seed)
    width, distance = beat_lengths_mm(fast) / beat_lengths_mm(usual)
    assert width == pytest.approx(2, rel=0.3)
    assert distance == pytest.approx(2, rel=0.2)
    assert find_scale(usual).mm_per_s == 25.0


def test_what_the_user_says_comes_first_and_the_result_says_where_it_is_from():
    found = find_scale(readings(25.0), 20.0)
    assert (found.mm_per_mv, found.gain_from, found.speed_from) == (20.0, 'pulse', 'beats')
    given = find_scale(readings(25.0), 20.0, mm_per_s=50.0, mm_per_mv=10.0)
    assert (given.mm_per_s, given.mm_per_mv, given.speed_from, given.gain_from) == (50.0, 10.0, 'given', 'given')
    blind = find_scale(readings(25.0))
    assert (blind.mm_per_s, blind.mm_per_mv, blind.speed_from, blind.gain_from) == (25.0, 10.0, 'beats', 'assumed')


def stating(**scales):
    return PageMarks((), (), np.zeros((1, 1)), 0.0, 0.0, 1.0, **scales)


def test_printed_texts_come_before_beats_and_after_pulses():
    marks = stating(mm_per_s=50.0, mm_per_mv=20.0)
    found = find_scale(readings(50.0), None, marks)
    assert (found.mm_per_s, found.mm_per_mv, found.speed_from, found.gain_from) == (50.0, 20.0, 'text', 'text')
    measured = find_scale(readings(50.0), 10.1, marks)
    assert (measured.mm_per_mv, measured.gain_from) == (10.1, 'pulse')


@pytest.mark.parametrize('seed', range(3))
@pytest.mark.parametrize(
    ('mm_per_s', 'stated', 'expected'),
    [(25.0, 25.0, (25.0, 'text')), (50.0, 50.0, (50.0, 'text')), (25.0, 12.5, (25.0, 'beats')), (12.5, 12.5, (12.5, 'text'))],
)
def test_a_speed_that_no_beats_have_was_misread(seed, mm_per_s, stated, expected):
    found = find_scale(readings(mm_per_s, seed), None, stating(mm_per_s=stated))
    assert (found.mm_per_s, found.speed_from) == expected


def test_rows_without_beats_leave_the_speed_open():
    x_mm = np.arange(0, 100, 1 / 16)
    flat = RowReading(x_mm, np.full_like(x_mm, 50.0), np.ones_like(x_mm), np.ones_like(x_mm))
    assert find_scale([flat]).speed_from == 'assumed'
    assert find_scale([flat], None, stating(mm_per_s=12.5)).mm_per_s == 12.5


def test_what_is_not_positive_is_named():
    refuse_not_positive(mm_per_s=25.0, mm_per_mv=None)
    for value in (0, -1.0, float('nan'), float('inf')):
        with pytest.raises(ValueError, match=f'^mm_per_mv={value}: must be positive'):
            refuse_not_positive(mm_per_s=25.0, mm_per_mv=value, fs_hz=None)
