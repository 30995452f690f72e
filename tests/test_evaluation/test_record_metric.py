import pytest
from mmengine.evaluator import Evaluator

from ecgdigi.registry import METRICS


def test_means_over_records(record, sines_mv):
    evaluator = Evaluator(METRICS.build(dict(type='RecordMetric')))
    read = [record(1.1 * sines_mv), record(0.99 * sines_mv), None]
    evaluator.process([dict(gt_signal=record(sines_mv), pred_signal=predicted) for predicted in read])
    found = evaluator.evaluate(3)
    assert found['record/aligned_snr_db'] == pytest.approx(20, abs=1e-3)
    assert found['record/aligned_snr_db_median'] == pytest.approx(20, abs=1e-3)
    assert found['record/aligned_snr_db_p10'] == pytest.approx(4, abs=1e-3)
    assert found['record/gain_error_percent'] == pytest.approx(4.5, abs=1e-3)
    assert found['record/num_failed'] == 1
    assert 'record/challenge_snr_db' not in found


def test_challenge_snr_on_demand(record, printed_mv):
    evaluator = Evaluator(METRICS.build(dict(type='RecordMetric', with_challenge_snr=True)))
    evaluator.process([dict(gt_signal=record(printed_mv), pred_signal=record(printed_mv))])
    assert evaluator.evaluate(1)['record/challenge_snr_db'] == 60


def test_a_record_counted_twice_is_refused(record, sines_mv):
    evaluator = Evaluator(METRICS.build(dict(type='RecordMetric')))
    evaluator.process([dict(gt_signal=record(sines_mv), pred_signal=None)] * 2)
    with pytest.raises(ValueError, match='2 results for 1 records'):
        evaluator.evaluate(1)
