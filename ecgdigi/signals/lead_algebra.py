"""The linear relations between the limb leads (Einthoven 1912, Goldberger 1942)."""

import numpy as np

from ecgdigi.structures import LEAD_NAMES, ECGSignal

# Each limb lead by leads I and II.
OF_I_AND_II = {'I': (1, 0), 'II': (0, 1), 'III': (-1, 1), 'aVR': (-0.5, -0.5), 'aVL': (1, -0.5), 'aVF': (-0.5, 1)}


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


def with_derived_leads(signal: ECGSignal) -> ECGSignal:
    """Add those of III, aVR, aVL and aVF that a signal with I and II lacks; any other signal is returned as it is."""
    absent = [name for name in LEAD_NAMES[2:6] if name not in signal.leads]
    if not absent or not {'I', 'II'} <= set(signal.leads):
        return signal
    lead_i, lead_ii = signal.lead('I'), signal.lead('II')
    derived = twelve_leads(lead_i, lead_ii, np.zeros((6, len(lead_i)), np.float32), fs_hz=signal.fs_hz)
    known = {name: derived.lead(name) for name in absent} | {name: signal.lead(name) for name in signal.leads}
    leads = tuple(name for name in LEAD_NAMES if name in known)
    return ECGSignal(np.stack([known[name] for name in leads]), signal.fs_hz, leads)


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


def agreement_db(power: float, contradiction: float) -> float:
    """How much larger a signal is than what it is contradicted by, dB; of both the variance, mV^2."""
    return float(10 * np.log10((power + 1e-9) / (contradiction + 1e-9)))
