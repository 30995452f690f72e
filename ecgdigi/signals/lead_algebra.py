"""The linear relations between the limb leads (Einthoven 1912, Goldberger 1942)."""

import numpy as np

from ecgdigi.structures import LEAD_NAMES, ECGSignal


def twelve_leads(lead_i_mv: np.ndarray, lead_ii_mv: np.ndarray, chest_mv: np.ndarray, *, fs_hz: float) -> ECGSignal:
    """Complete the eight independent leads to twelve.

    Args:
        lead_i_mv, lead_ii_mv: (T,) mV.
        chest_mv: (6, T) mV, V1 to V6.
        fs_hz: sampling rate, Hz.

    Returns:
        The twelve standard leads, in the order of `LEAD_NAMES`.
    """
    lead_iii = lead_ii_mv - lead_i_mv
    augmented = [-(lead_i_mv + lead_ii_mv) / 2, lead_i_mv - lead_ii_mv / 2, lead_ii_mv - lead_i_mv / 2]
    return ECGSignal(np.stack([lead_i_mv, lead_ii_mv, lead_iii, *augmented, *chest_mv]), fs_hz, LEAD_NAMES)


def limb_lead_residuals(signal: ECGSignal) -> dict[str, np.ndarray]:
    """What the two laws leave over.

    Returns:
        'einthoven': (T,) mV, II - I - III; 'goldberger': (T,) mV, aVR + aVL + aVF. NaN where a lead is not printed.
    """
    lead = signal.lead
    return {
        'einthoven': lead('II') - lead('I') - lead('III'),
        'goldberger': lead('aVR') + lead('aVL') + lead('aVF'),
    }
