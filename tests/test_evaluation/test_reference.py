"""Agreement with an independent program for the same metrics, where it is at hand."""

import importlib.util

import numpy as np
import pytest

from ecgdigi.evaluation import evaluate_page
from ecgdigi.evaluation.preparation import lead_matrix
from ecgdigi.io.paths import data_root

# Our field, its name there.
FIELDS = {
    'aligned_snr_db': 'A',
    'absolute_snr_db': 'B',
    'correlation': 'r',
    'rmse_uv': 'rmse_uV',
    'coverage': 'coverage',
    'num_missing_leads': 'missing_leads',
    'num_name_errors': 'lead_name_errors',
    'num_flipped_leads': 'polarity_errors',
    'has_layout_error': 'layout_error',
    'gain_error_percent': 'gain_error_pct',
    'time_scale_error_percent': 'time_scale_error_pct',
    'time_shift_ms': 'shift_ms',
    'einthoven_db': 'cons_limb',
    'goldberger_db': 'cons_aug',
}
TOLERANCE = 1e-7


@pytest.fixture(scope='module')
def reference():
    path = data_root().parent / 'tools' / 'evaluate_ref.py'
    if not path.is_file():
        pytest.skip(f'no reference program at {path}; set ECGDIGI_DATA')
    pytest.importorskip('pandas')
    spec = importlib.util.spec_from_file_location('evaluate_ref', path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def damaged(printed_mv, seed):
    """A bad reading: gain, noise, offsets, shift and stretch; by the seed also gaps, wrong, absent and surplus leads."""
    rng = np.random.default_rng(seed)
    reach = 5 if seed % 3 else 80
    places = (np.arange(printed_mv.shape[1]) - rng.integers(-reach, reach)) * (1 + rng.normal(0, 0.001))
    out = np.full_like(printed_mv, np.nan)
    for k, lead in enumerate(printed_mv):
        at = np.flatnonzero(np.isfinite(lead))
        # Odd seeds move the ends of a lead, even ones fill its window.
        drawn = (places >= at[0]) & (places <= at[-1]) if seed % 2 else np.isfinite(lead)
        out[k, drawn] = np.interp(places[drawn], at, lead[at])
    out = rng.normal(1, 0.05) * out + rng.normal(0, 0.01, out.shape) + rng.normal(0, 0.05, (12, 1))
    if seed % 2:
        lead, start = rng.integers(12), rng.integers(4000)
        out[lead, start : start + 600] = np.nan
    if seed % 4 >= 2:
        out[[6, 8]] = out[[8, 6]]
        out[3] *= -1
    if seed % 5 == 4:
        out[rng.integers(12)] = np.nan
        out[:, 4500:4800] = 0.1
    return out


def disagreements(reference, predicted, true, *, with_challenge_snr):
    """Scores of a page that differ between our program and the reference: {field: (ours, theirs)}."""
    ours = evaluate_page(predicted, true, with_challenge_snr=with_challenge_snr)
    truth_mv = lead_matrix(true).T
    predicted_mv = reference.to_grid(lead_matrix(predicted).T, predicted.fs_hz, len(truth_mv), true.fs_hz)
    theirs = reference.evaluate_page(truth_mv, predicted_mv, true.fs_hz, with_challenge_snr)
    names = FIELDS | ({'challenge_snr_db': 'C'} if with_challenge_snr else {})
    pairs = {field: (getattr(ours, field), theirs[name]) for field, name in names.items()}
    return {field: pair for field, pair in pairs.items() if not agree(*pair)}


def agree(value, expected) -> bool:
    if value is None or expected is None:
        return value is expected
    return value == pytest.approx(expected, abs=TOLERANCE)


@pytest.mark.parametrize('seed', range(10))
def test_damaged_pages(reference, record, printed_mv, seed):
    read = record(damaged(printed_mv, seed))
    assert disagreements(reference, read, record(printed_mv), with_challenge_snr=seed < 2) == {}


@pytest.mark.parametrize('fs_hz', [240.0, 720.0])
def test_other_rates_and_holes_of_the_truth(reference, record, printed_mv, fs_hz):
    truth_mv = printed_mv.copy()
    truth_mv[:, 1700:1760] = np.nan
    times = np.arange(int(9.5 * fs_hz)) * 500.0 / fs_hz
    read_mv = damaged(printed_mv, 1)[:, np.round(times).astype(int)]
    assert disagreements(reference, record(read_mv, fs_hz), record(truth_mv), with_challenge_snr=False) == {}
