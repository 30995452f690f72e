"""Signals as whole numbers of 16 bits, as WFDB and DICOM keep them."""

import numpy as np

# Steps per mV. 1 uV is a fiftieth of the line width of a fine pen at 10 mm/mV.
STEPS_PER_MV = 1000
# What stands where there is no sample: WFDB's own value for it, which DICOM can declare.
NO_SAMPLE = -32768
# Voltages beyond 32.7 mV cannot be an ECG; without a limit their numbers would wrap round.
_LIMIT = 32700


def to_steps(signal_mv: np.ndarray) -> np.ndarray:
    """Whole microvolts.

    Args:
        signal_mv: any shape, mV.

    Returns:
        The same shape, int16; NO_SAMPLE where the signal is NaN.
    """
    steps = np.clip(np.round(np.asarray(signal_mv, np.float64) * STEPS_PER_MV), -_LIMIT, _LIMIT)
    return np.where(np.isnan(steps), NO_SAMPLE, steps).astype(np.int16)
