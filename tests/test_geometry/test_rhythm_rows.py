"""The lead of a rhythm row, by signals made by hand and by drawn ones."""

import numpy as np
import pytest

from ecgdigi.geometry.rhythm_rows import LEAST_DB, MOST_DB, repeated_lead
from ecgdigi.structures import LEAD_NAMES, ECGSignal

FS_HZ = 100.0


@pytest.fixture
def columns(signal):
    """The page's columns at 100 Hz: each lead over its 2.5 s."""
    step = round(signal.fs_hz / FS_HZ)
    shown_mv = np.full((12, 1000), np.nan, np.float32)
    for k in range(12):
        part = slice(250 * (k // 3), 250 * (k // 3 + 1))
        shown_mv[k, part] = signal.signal_mv[k, ::step][:1000][part]
    return ECGSignal(shown_mv, FS_HZ, LEAD_NAMES)


def whole(signal, lead):
    return signal.lead(lead)[:: round(signal.fs_hz / FS_HZ)][:1000]


@pytest.mark.parametrize('lead', ['II', 'V1', 'V5', 'aVF'])
@pytest.mark.parametrize('shift', [0, 2])
def test_the_lead_that_shows_the_same_beats(signal, columns, lead, shift):
    found, agreement_db = repeated_lead(np.roll(whole(signal, lead), shift), columns, 'II')
    assert found == lead
    assert agreement_db > 15


def test_a_name_decides_where_the_beats_do_not(columns):
    noise = np.random.default_rng(0).normal(0, 1, 1000)
    assert repeated_lead(noise, columns, 'II')[0] == 'II'
    assert repeated_lead(noise, columns, 'II', {'V1': 0.9})[0] == 'V1'
    assert repeated_lead(noise, columns, 'II', {'V1': 0.2})[0] == 'II'
    assert LEAST_DB <= repeated_lead(noise, columns, 'II')[1] < 3


def test_a_misread_name_does_not_outweigh_the_beats(signal, columns):
    assert repeated_lead(whole(signal, 'II'), columns, 'II', {'V1': 0.9}) == ('II', MOST_DB)
