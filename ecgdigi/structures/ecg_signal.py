"""A multi-lead ECG in millivolts."""

from dataclasses import dataclass

import numpy as np

from .leads import canonical_lead_name


@dataclass(frozen=True)
class ECGSignal:
    """Leads on one clock.

    Attributes:
        signal_mv: (L, T) float32, mV; NaN where nothing is printed.
        fs_hz: sampling rate, Hz; sample n is at n / fs_hz seconds.
        leads: the L standard lead names.
    """

    signal_mv: np.ndarray
    fs_hz: float
    leads: tuple[str, ...]

    def __post_init__(self):
        signal_mv = np.asarray(self.signal_mv, np.float32)
        leads = tuple(canonical_lead_name(lead) for lead in self.leads)
        if signal_mv.ndim != 2 or len(signal_mv) != len(leads):
            raise ValueError(f'signal_mv has shape {signal_mv.shape}, wanted ({len(leads)}, T) for the leads {leads}')
        if len(set(leads)) != len(leads):
            raise ValueError(f'a lead stands twice in {leads}')
        if not self.fs_hz > 0:
            raise ValueError(f'fs_hz={self.fs_hz} must be positive')
        object.__setattr__(self, 'signal_mv', signal_mv)
        object.__setattr__(self, 'leads', leads)

    @property
    def duration_s(self) -> float:
        return self.signal_mv.shape[1] / self.fs_hz

    def lead(self, name: str) -> np.ndarray:
        """(T,) float32, mV, of one lead.

        Raises:
            KeyError: the signal has no such lead.
        """
        name = canonical_lead_name(name)
        if name not in self.leads:
            raise KeyError(f'lead {name} is not among {", ".join(self.leads)}')
        return self.signal_mv[self.leads.index(name)]
