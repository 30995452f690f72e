import numpy as np
import pytest

from ecgdigi.evaluation.worst_moments import SHOWN_S, worst_moment
from ecgdigi.structures import LEAD_NAMES, ECGSignal

FS_HZ = 250.0


@pytest.fixture
def true():
    waves = np.sin(np.arange(2500) / FS_HZ * 7)[None] * np.linspace(0.2, 1.3, 12)[:, None]
    waves[:3, 625:] = np.nan  # a page in columns
    waves[3:6, :625] = np.nan
    return ECGSignal(waves.astype(np.float32), FS_HZ, LEAD_NAMES)


def test_the_stretch_with_most_error_is_found_in_its_lead(true):
    wrong = true.signal_mv.copy()
    wrong[4, 1000:1030] += 0.5
    wrong[7, 200] += 0.4
    moment = worst_moment(ECGSignal(wrong, FS_HZ, LEAD_NAMES), true)
    assert moment.lead == LEAD_NAMES[4]
    assert moment.time_s == pytest.approx(1015 / FS_HZ, abs=0.05)
    assert 0.9 < moment.share <= moment.lead_share < 1
    assert moment.times_s[0] == pytest.approx(moment.time_s - SHOWN_S, abs=0.01)
    shown = np.isclose(moment.times_s, 1010 / FS_HZ)
    assert moment.reading_mv[shown] - moment.truth_mv[shown] == pytest.approx(0.5, abs=0.02)


def test_moments_at_an_end_are_cut_there_and_gaps_are_errors(true):
    gap = true.signal_mv.copy()
    gap[2, :20] = np.nan
    moment = worst_moment(ECGSignal(gap, FS_HZ, LEAD_NAMES), true)
    assert (moment.lead, moment.times_s[0]) == (LEAD_NAMES[2], 0.0)
    assert moment.time_s < 0.15


def test_a_perfect_reading_has_none(true):
    assert worst_moment(true, true) is None
