"""Reading pages from Python."""

from .digitize import PageReading, digitize
from .export import digitized_ecg, provenance_of
from .find_page import FoundPage, find_page
from .inferencer import ECGInferencer
from .load import load_pagenet, load_tracenet
from .networks import Networks, NetworksNotLoadedError
from .page_reader import PageReader, ReadPage

__all__ = [
    'ECGInferencer', 'FoundPage', 'Networks', 'NetworksNotLoadedError', 'PageReader', 'PageReading', 'ReadPage', 'digitize',
    'digitized_ecg', 'find_page', 'load_pagenet', 'load_tracenet', 'provenance_of',
]  # fmt: skip
