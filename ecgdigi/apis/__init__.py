"""Reading pages from Python."""

from .digitize import PageReading, digitize
from .load import load_tracenet

__all__ = ['PageReading', 'digitize', 'load_tracenet']
