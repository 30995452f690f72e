"""Reading pages from Python."""

from .digitize import PageReading, digitize
from .find_page import FoundPage, find_page
from .load import load_pagenet, load_tracenet

__all__ = ['FoundPage', 'PageReading', 'digitize', 'find_page', 'load_pagenet', 'load_tracenet']
