"""Typed values that travel between the parts. Neither torch nor mmengine (data_sample.py is imported by its full name)."""

from .choices import PRECISIONS, ROUTES
from .confidence_table import ConfidenceTable
from .digitized_ecg import DigitizedECG
from .ecg_signal import ECGSignal
from .lattice_map import LatticeMap, transformed
from .layouts import CABRERA_LAYOUTS, LAYOUTS, LeadBox, PageLayout, get_layout
from .leads import LEAD_NAMES, LEADS, Lead, canonical_lead_name
from .page_geometry import (
    HomographyMap,
    PageGeometry,
    PageMap,
    local_px_per_mm,
    picture_box_mm,
    scale_matrix,
    transform_points,
)
from .page_record import PageRecord, PrintedPiece
from .page_truth import PageTruth, PenTrace, PrintedLabel, PrintedPulse
from .printed import printed_signal, signal_on_paper
from .scale_texts import SCALE_TEXTS, USUAL_SCALES, PrintedScale, find_scale_texts, scale_label
from .strip import Strip, position_columns

__all__ = [
    'CABRERA_LAYOUTS', 'ConfidenceTable', 'DigitizedECG', 'ECGSignal', 'HomographyMap', 'LAYOUTS', 'LEADS', 'LEAD_NAMES',
    'LatticeMap', 'Lead', 'LeadBox', 'PRECISIONS', 'PageGeometry', 'PageLayout', 'PageMap', 'PageRecord', 'PageTruth',
    'PenTrace', 'PrintedLabel', 'PrintedPiece', 'PrintedPulse', 'PrintedScale', 'ROUTES', 'SCALE_TEXTS', 'Strip',
    'USUAL_SCALES', 'canonical_lead_name', 'find_scale_texts', 'get_layout', 'local_px_per_mm', 'picture_box_mm',
    'position_columns', 'printed_signal', 'scale_label', 'scale_matrix', 'signal_on_paper', 'transform_points', 'transformed',
]  # fmt: skip
