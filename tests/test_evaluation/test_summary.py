import numpy as np
import pytest

from ecgdigi.evaluation import evaluate_page, summarise
from ecgdigi.evaluation.summary import spread_of


def pages(record, sines_mv):
    """Readings of 20 dB (gain 1.1) and 40 dB (gain 0.99), and a failed one."""
    truth = record(sines_mv)
    read = [record(1.1 * sines_mv), record(0.99 * sines_mv), None]
    return [evaluate_page(predicted, truth, with_challenge_snr=False) for predicted in read]


def test_a_failed_page_counts_as_0_db(record, sines_mv):
    summary = summarise(pages(record, sines_mv))
    assert (summary.num_pages, summary.num_failed) == (3, 1)
    snr = summary.spreads['aligned_snr_db']
    assert snr.num_pages == 3
    assert (snr.mean, snr.median, snr.p10) == pytest.approx((20, 20, 4), abs=1e-3)
    assert summary.competition_db == pytest.approx(10 * np.log10((1 + 1e2 + 1e4) / 3), abs=1e-3)


def test_what_cannot_be_told_is_left_out(record, sines_mv):
    summary = summarise(pages(record, sines_mv))
    assert 'challenge_snr_db' not in summary.spreads
    gain, magnitude = summary.spreads['gain_error_percent'], summary.spreads['abs_gain_error_percent']
    assert gain.num_pages == magnitude.num_pages == 2
    assert gain.mean == pytest.approx(4.5, abs=1e-3)
    assert magnitude.mean == pytest.approx(5.5, abs=1e-3)


def test_counts_and_leads(record, sines_mv):
    summary = summarise(pages(record, sines_mv))
    assert summary.num_missing_leads == 12
    assert summary.num_pages_with_layout_errors == 1
    assert summary.lead_correlations['V6'] == pytest.approx(2 / 3)
    # The failed page has no error to speak of.
    assert summary.lead_rmses_uv['V6'] == pytest.approx(1e3 * np.sqrt(0.5) * 0.055, abs=0.01)


def test_spread():
    assert spread_of([None, None]) is None
    spread = spread_of([1.0, None, 3.0])
    assert (spread.num_pages, spread.mean, spread.median, spread.p10, spread.p90) == pytest.approx((2, 2, 2, 1.2, 2.8))


def test_nothing_to_summarise():
    with pytest.raises(ValueError, match='at least one'):
        summarise([])
