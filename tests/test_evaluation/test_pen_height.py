import numpy as np
import pytest

from ecgdigi.evaluation.pen_height import PenReading, pen_scores

WAVE_MM = 10 + np.sin(2 * np.pi * np.arange(1000) / 100)
ALL = np.ones(1000, bool)


def reading(true_mm, predicted_mm, true_inked=ALL, inked=ALL):
    return PenReading(true_mm, predicted_mm, true_inked, inked.astype(float))


def test_error_and_ratio_by_hand():
    scores = pen_scores([reading(WAVE_MM, WAVE_MM + 0.1)])
    assert scores.num_positions == 1000
    assert (scores.mean_error_mm, scores.median_error_mm) == pytest.approx((0.1, 0.1))
    # Power 1/2 against 0.01.
    assert scores.snr_db == pytest.approx(10 * np.log10(50))
    assert scores.ink_accuracy == 1


def test_the_level_of_a_strip_is_no_signal():
    far = reading(WAVE_MM + 500, WAVE_MM + 500.1)
    assert pen_scores([reading(WAVE_MM, WAVE_MM + 0.1), far]).snr_db == pytest.approx(10 * np.log10(50))


def test_only_known_heights_count():
    true_mm = np.where(np.arange(1000) < 300, WAVE_MM, np.nan)
    predicted_mm = np.where(np.arange(1000) < 300, WAVE_MM - 0.2, 77.0)
    scores = pen_scores([reading(true_mm, predicted_mm)])
    assert scores.num_positions == 300
    assert scores.mean_error_mm == pytest.approx(0.2)


def test_ink():
    inked = np.where(np.arange(1000) < 900, 0.5, 0.4)
    assert pen_scores([reading(WAVE_MM, WAVE_MM, ALL, inked)]).ink_accuracy == pytest.approx(0.9)


def test_a_page_without_a_trace():
    scores = pen_scores([reading(np.full(1000, np.nan), WAVE_MM, ~ALL, ~ALL)])
    assert scores.num_positions == 0
    assert np.isnan([scores.mean_error_mm, scores.median_error_mm, scores.snr_db]).all()
    assert scores.ink_accuracy == 1


def test_a_prediction_of_nan_does_not_pass_for_good():
    predicted_mm = WAVE_MM.copy()
    predicted_mm[3] = np.nan
    scores = pen_scores([reading(WAVE_MM, predicted_mm)])
    assert np.isnan([scores.mean_error_mm, scores.median_error_mm, scores.snr_db]).all()
