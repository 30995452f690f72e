"""Agreement of the limb leads among themselves: a judgement without a truth."""

import numpy as np

from ecgdigi.structures import LEAD_NAMES

from .snr import power_ratio, ratio_db

MIN_SAMPLES = 50
# Leads whose sum with these signs is 0 in an undamaged record (Einthoven 1912, Goldberger 1942).
EINTHOVEN = {'I': -1.0, 'II': 1.0, 'III': -1.0}
GOLDBERGER = {'aVR': 1.0, 'aVL': 1.0, 'aVF': 1.0}


def consistency_db(signal_mv: np.ndarray, law: dict[str, float]) -> float | None:
    """Power of three leads over the power of what their law leaves, means removed.

    With equal, independent errors this estimates the SNR of the three leads. It presupposes a printed record that obeys
    the law itself.

    Args:
        signal_mv: (12, T) mV in the order of `LEAD_NAMES`; NaN where empty.
        law: `EINTHOVEN` or `GOLDBERGER`.

    Returns:
        dB between -60 and 60; None with fewer than `MIN_SAMPLES` common samples.
    """
    leads = signal_mv[[LEAD_NAMES.index(name) for name in law]]
    leads = leads[:, np.isfinite(leads).all(axis=0)]
    if leads.shape[1] < MIN_SAMPLES:
        return None
    leads = leads - leads.mean(axis=1, keepdims=True)
    left_over = np.array(list(law.values())) @ leads
    signal, noise = float(np.sum(leads**2)), float(np.sum(left_over**2))
    return ratio_db(power_ratio(signal, noise))
