"""A reading with all that a page can lack."""

import numpy as np

from ecgdigi.structures import LAYOUTS, DigitizedECG, ECGSignal, printed_signal

PROVENANCE = {'ecgdigi': '0.1.0', 'source': 'ab' * 32, 'model': 'cd' * 32, 'settings': 'ef' * 32}


def reading(signal: ECGSignal, num_samples: int = 5000) -> DigitizedECG:
    """A page in the layout 3x4+1: one lead is not printed, one has gaps of its own, and all end before the page does."""
    printed = printed_signal(signal, LAYOUTS['3x4+1'], duration_s=10.0)
    signal_mv = printed.signal_mv[:, :num_samples].copy()
    signal_mv[printed.leads.index('aVL')] = np.nan
    signal_mv[printed.leads.index('II'), [0, 700, 701, 702, 3001]] = np.nan
    signal_mv[:, -3:] = np.nan
    return DigitizedECG(
        signal=ECGSignal(signal_mv, signal.fs_hz, printed.leads),
        layout=LAYOUTS['3x4+1'],
        mm_per_s=25.0,
        mm_per_mv=10.0,
        speed_from='beats',
        gain_from='pulse',
        route='pixels',
        agreement_db=21.5,
        residual_mm=0.04,
        confidence=np.where(np.isnan(signal_mv), np.nan, 0.875).astype(np.float32),
        grade='B',
        reasons=('aVL is not printed', 'II has gaps'),
        page_number=2,
        provenance=PROVENANCE,
    )


def same_gaps(found_mv: np.ndarray, ecg: DigitizedECG) -> bool:
    return np.array_equal(np.isnan(found_mv), np.isnan(ecg.signal.signal_mv))


def error_uv(found_mv: np.ndarray, ecg: DigitizedECG) -> float:
    """Largest error, uV; NaN where either has no sample counts as none."""
    return 1e3 * np.nanmax(np.abs(found_mv - ecg.signal.signal_mv.astype(np.float64)))
