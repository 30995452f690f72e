import numpy as np
import pytest

from ecgdigi.evaluation.challenge_snr import challenge_snr_db, joint_shift


@pytest.fixture
def lead(signal):
    return signal.lead('II')[:1500].astype(float)


def test_perfect_is_60_db_and_half_of_it_30(lead):
    assert challenge_snr_db(lead, lead, fs_hz=500.0) == 60
    half = lead.copy()
    half[750:] = np.nan
    assert challenge_snr_db(lead, half, fs_hz=500.0) == pytest.approx(30)


def test_shift_and_offset_are_found_together(lead):
    late = np.full(1500, np.nan)
    late[9:] = lead[:-9]
    low, high = lead.min(), lead.max()
    # An offset of whole picture rows, counted on the picture that shows both curves.
    offset_mv = 0.25 * (high - low)
    lag, found_mv = joint_shift(lead, late + offset_mv)
    assert lag == -9
    assert found_mv == pytest.approx(-offset_mv, abs=1.25 * (high - low) / 255)


def test_too_large_an_offset_is_not_forgiven(lead):
    expected = 10 * np.log10(np.mean(lead**2) / 2.0**2)
    assert challenge_snr_db(lead, lead + 2.0, fs_hz=500.0) == pytest.approx(expected)


def test_nothing_to_compare(lead):
    empty = np.full(1500, np.nan)
    assert challenge_snr_db(lead, empty, fs_hz=500.0) == 0
    assert np.isnan(challenge_snr_db(empty, lead, fs_hz=500.0))
    assert np.isnan(challenge_snr_db(np.zeros(1500), lead, fs_hz=500.0))
    assert challenge_snr_db(np.ones(1500), np.ones(1500), fs_hz=500.0) == 60
