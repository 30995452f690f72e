import numpy as np
import pytest

from ecgdigi.evaluation.consistency import EINTHOVEN, GOLDBERGER, consistency_db


@pytest.mark.parametrize(('law', 'leads'), [(EINTHOVEN, [0, 1, 2]), (GOLDBERGER, [3, 4, 5])])
def test_equal_errors_give_the_snr_of_the_three_leads(signal, law, leads):
    truth = signal.signal_mv.astype(float)
    assert consistency_db(truth, law) == pytest.approx(60, abs=1)
    noise = np.random.default_rng(2).normal(0, 0.03, truth.shape)
    swing = truth[leads] - truth[leads].mean(axis=1, keepdims=True)
    snr_db = 10 * np.log10(np.mean(swing**2) / 0.03**2)
    # The three noisy leads hold their noise, too.
    expected = 10 * np.log10(10 ** (snr_db / 10) + 1)
    assert consistency_db(truth + noise, law) == pytest.approx(expected, abs=0.2)


def test_offsets_do_not_matter(signal):
    truth = signal.signal_mv.astype(float)
    assert consistency_db(truth + np.arange(12)[:, None], EINTHOVEN) == pytest.approx(60, abs=1)


def test_a_flipped_lead_is_seen(signal):
    flipped = signal.signal_mv.astype(float)
    flipped[1] *= -1
    assert consistency_db(flipped, EINTHOVEN) < 0


def test_too_few_common_samples(signal):
    few = signal.signal_mv.astype(float)
    few[2, 49:] = np.nan
    assert consistency_db(few, EINTHOVEN) is None
    assert consistency_db(few, GOLDBERGER) is not None
