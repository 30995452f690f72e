"""Typed values that travel between the parts. Neither torch nor mmengine (data_sample.py is imported by its full name)."""

from .ecg_signal import ECGSignal
from .layouts import LAYOUTS, LeadBox, PageLayout, get_layout
from .leads import LEAD_NAMES, LEADS, Lead, canonical_lead_name
from .page_geometry import (
    HomographyMap,
    PageGeometry,
    PageMap,
    local_px_per_mm,
    scale_matrix,
    transform_points,
)
from .page_truth import PageTruth, PenTrace
from .printed import printed_signal
from .strip import Strip, position_columns

__all__ = [
    'LAYOUTS', 'LEADS', 'LEAD_NAMES', 'ECGSignal', 'HomographyMap', 'Lead', 'LeadBox', 'PageGeometry', 'PageLayout',
    'PageMap', 'PageTruth', 'PenTrace', 'Strip', 'canonical_lead_name', 'get_layout', 'local_px_per_mm',
    'position_columns', 'printed_signal', 'scale_matrix', 'transform_points',
]  # fmt: skip
