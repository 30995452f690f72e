"""Whether a confidence keeps what it says."""

import numpy as np
import pytest

from ecgdigi.evaluation.reliability import (
    RIGHT_MV,
    ReliabilityBin,
    calibration_error,
    fit_confidence_table,
    reliability,
    right_samples,
)
from ecgdigi.structures import LEAD_NAMES, ConfidenceTable, ECGSignal

FS_HZ = 500.0


def test_samples_are_judged_after_shift_and_offset():
    true_mv = np.random.default_rng(1).normal(0, 1, (12, 1000))
    true_mv[3, :400] = np.nan
    read_mv = np.roll(true_mv, 5, axis=1) + 0.4
    read_mv[:, :5] = np.nan
    read_mv[1, 500:600] += 2 * RIGHT_MV
    read_mv[2] = np.nan
    confidence = np.broadcast_to(np.linspace(0, 1, 1000), (12, 1000))
    said, right = right_samples(ECGSignal(read_mv, FS_HZ, LEAD_NAMES), confidence, ECGSignal(true_mv, FS_HZ, LEAD_NAMES))
    assert 10 * 985 < len(said) < 11 * 1000
    assert (~right).sum() == 100
    wrong = np.sort(said[~right])
    np.testing.assert_allclose(wrong, confidence[0, 500:600])


def test_bins_count_each_sample_once():
    said, right = np.array([0.0, 0.1, 0.5, 0.9, 1.0]), np.array([False, True, True, True, False])
    bins = reliability(said, right, np.array([0, 0.5, 0.9, 1.0]))
    assert bins == [ReliabilityBin(0.05, 0.5, 2), ReliabilityBin(0.5, 1.0, 1), ReliabilityBin(0.95, 0.5, 2)]
    assert calibration_error(bins) == pytest.approx((2 * 0.45 + 0.5 + 2 * 0.45) / 5)


def test_a_table_makes_a_boastful_confidence_honest():
    rng = np.random.default_rng(0)
    said = rng.uniform(0, 1, 20_000)
    right = rng.random(20_000) < said**3
    table = fit_confidence_table(said[::2], right[::2])
    edges = np.linspace(0, 1, 11)
    before = calibration_error(reliability(said[1::2], right[1::2], edges))
    after = calibration_error(reliability(table(said[1::2]), right[1::2], edges))
    assert before > 0.2
    assert after < 0.02
    np.testing.assert_allclose(table(np.array([0.5, 0.9])), [0.125, 0.729], atol=0.05)


@pytest.mark.parametrize('said', [np.zeros(0), np.full(100, 0.5)])
def test_nothing_can_be_told_of_too_little(said):
    with pytest.raises(ValueError, match='read more pages'):
        fit_confidence_table(said, np.ones(len(said), bool))


def test_a_table_of_confidences_close_to_one_can_be_read_again():
    said = np.append(np.linspace(0, 0.9, 400), 1 - np.geomspace(1e-6, 1e-2, 4000))
    table = fit_confidence_table(said, np.arange(len(said)) % 3 > 0)
    assert len(ConfidenceTable.from_json(table.to_json()).said) == len(table.said)
