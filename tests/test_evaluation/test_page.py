import numpy as np
import pytest

from ecgdigi.evaluation import evaluate_page
from ecgdigi.structures import LEAD_NAMES, ECGSignal


def judge(record, truth_mv, predicted_mv):
    return evaluate_page(record(predicted_mv), record(truth_mv), with_challenge_snr=False)


def test_a_perfect_reading(record, printed_mv):
    scores = evaluate_page(record(printed_mv), record(printed_mv), with_challenge_snr=True)
    assert not scores.is_failed
    assert (scores.aligned_snr_db, scores.absolute_snr_db, scores.challenge_snr_db) == (60, 60, 60)
    assert scores.correlation == pytest.approx(1)
    assert (scores.rmse_uv, scores.coverage) == (0, 1)
    assert (scores.num_missing_leads, scores.num_name_errors, scores.num_flipped_leads) == (0, 0, 0)
    assert not scores.has_layout_error
    assert scores.gain_error_percent == pytest.approx(0, abs=1e-9)
    assert scores.time_scale_error_percent == pytest.approx(0, abs=1e-3)
    assert scores.time_shift_ms == 0
    assert tuple(scores.correlations) == tuple(scores.rmses_uv) == LEAD_NAMES


def test_each_damage_shows_in_its_own_score(record, printed_mv):
    predicted = 1.1 * printed_mv
    predicted[9] = np.nan
    predicted[3] *= -1
    predicted[[6, 8]] = predicted[[8, 6]]
    scores = judge(record, printed_mv, predicted)
    assert (scores.num_missing_leads, scores.num_flipped_leads, scores.num_name_errors) == (1, 1, 2)
    assert scores.has_layout_error
    assert scores.gain_error_percent == pytest.approx(10, abs=1)
    assert scores.coverage == pytest.approx(11 / 12)
    assert scores.correlations['V4'] == 0
    assert scores.challenge_snr_db is None


def test_a_constant_truth_is_left_out_of_the_correlation(record, printed_mv):
    flat = printed_mv.copy()
    flat[0] = np.where(np.isfinite(flat[0]), 0.1, np.nan)
    scores = judge(record, flat, printed_mv)
    assert scores.correlation == pytest.approx(1)
    assert 'I' not in scores.correlations
    assert 'I' in scores.rmses_uv


@pytest.mark.parametrize('kind', ['absent', 'empty', 'elsewhere'])
def test_failed_pages(record, printed_mv, kind):
    predicted = dict(
        absent=None,
        empty=record(np.full((12, 100), np.nan)),
        elsewhere=record(np.where(np.isfinite(printed_mv), np.nan, 0.1)),
    )[kind]
    scores = evaluate_page(predicted, record(printed_mv), with_challenge_snr=True)
    assert scores.is_failed
    assert scores.aligned_ratio == 1
    assert (scores.aligned_snr_db, scores.absolute_snr_db, scores.challenge_snr_db) == (0, 0, 0)
    assert (scores.correlation, scores.coverage, scores.num_missing_leads) == (0, 0, 12)
    assert scores.rmse_uv is None
    assert scores.has_layout_error


def test_another_rate_and_another_order_of_leads(signal):
    leads = LEAD_NAMES[::-1]
    faster = np.stack([np.interp(np.arange(10000) / 2, np.arange(5000), signal.lead(lead)) for lead in leads])
    scores = evaluate_page(ECGSignal(faster, 1000.0, leads), signal, with_challenge_snr=False)
    assert scores.absolute_snr_db == 60


def test_a_truth_without_samples_is_refused(record, printed_mv):
    with pytest.raises(ValueError, match='no sample'):
        judge(record, np.full((12, 10), np.nan), printed_mv)
