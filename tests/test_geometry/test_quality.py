"""Grades and their reasons."""

import numpy as np
import pytest

from ecgdigi.geometry.quality import judge_quality
from ecgdigi.geometry.scale import Scale
from ecgdigi.structures import LEAD_NAMES, ECGSignal

SURE = Scale(25.0, 10.0, 'beats', 'pulse')


def page():
    """Lead I from 0 to 2.5 s, II over all 10 s: all printed, all sure."""
    signal_mv, confidence = np.full((2, 12, 5000), np.nan)
    for part in (np.s_[0, :1250], np.s_[1]):
        signal_mv[part], confidence[part] = 0.0, 1.0
    return signal_mv, confidence


def judge(signal_mv, confidence, scale=SURE, laws_db=(18.0,), residual_mm=0.02):
    return judge_quality(ECGSignal(signal_mv, 500.0, LEAD_NAMES), confidence, scale, laws_db=laws_db, residual_mm=residual_mm)


def test_nothing_to_object():
    quality = judge(*page())
    assert (quality.grade, quality.reasons) == ('A', ())
    assert judge(*page(), laws_db=()).grade == 'A'  # where no limb leads stand together they cannot contradict


@pytest.mark.parametrize(
    ('change', 'grade', 'reason'),
    [
        (dict(laws_db=[14.0, 12.0]), 'B', 'the limb leads agree to 13 dB only'),
        (dict(laws_db=[4.0]), 'E', 'the limb leads agree to 4 dB only'),
        (dict(residual_mm=0.08), 'C', 'the grid is 0.08 mm off its map'),
        (dict(scale=Scale(25.0, 10.0, 'beats', 'assumed')), 'B', 'nothing tells the gain: 10 mm/mV is assumed'),
        (dict(scale=Scale(25.0, 10.0, 'assumed', 'pulse')), 'B', 'nothing tells the speed: 25 mm/s is assumed'),
    ],
)
def test_each_concern_is_told(change, grade, reason):
    quality = judge(*page(), **change)
    assert (quality.grade, quality.reasons) == (grade, (reason,))


def test_stretches_are_told_by_lead_after_what_concerns_the_page():
    signal_mv, confidence = page()
    confidence[1, 3050:3100] = 0.2
    confidence[1, 3120:3150] = 0.2  # 40 ms later: the same stretch
    confidence[1, 1000:1250] = confidence[1, 4000:4050] = 0.2
    signal_mv[0, 1000:1150] = np.nan
    quality = judge(signal_mv, confidence, scale=Scale(25.0, 10.0, 'assumed', 'assumed'))
    assert quality.grade == 'D'
    assert quality.reasons == (
        'nothing tells the gain: 10 mm/mV is assumed',
        'nothing tells the speed: 25 mm/s is assumed',
        'I is not seen at 2.00-2.30 s',
        'II is uncertain at 2.00-2.50, 6.10-6.30 and 8.00-8.10 s',
    )


def test_many_stretches_are_counted():
    signal_mv, confidence = page()
    for start in range(0, 5000, 500):
        confidence[1, start : start + 20 + start // 100] = 0.1
    assert judge(signal_mv, confidence).reasons[-1] == '5 shorter stretches are uncertain or not seen'
