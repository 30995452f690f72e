"""Pure functions on signals: no torch, no pictures."""

from .lead_algebra import limb_lead_residuals, twelve_leads
from .resample import finite_runs, resample_at

__all__ = ['finite_runs', 'limb_lead_residuals', 'resample_at', 'twelve_leads']
