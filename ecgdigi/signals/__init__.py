"""Pure functions on signals: no torch, no pictures."""

from .filters import recorder_filter
from .lead_algebra import agreement_db, limb_lead_residuals, twelve_leads, with_derived_leads
from .resample import delayed, finite_runs, resample_at, resample_to_rate

__all__ = [
    'agreement_db',
    'delayed',
    'finite_runs',
    'limb_lead_residuals',
    'recorder_filter',
    'resample_at',
    'resample_to_rate',
    'twelve_leads',
    'with_derived_leads',
]
