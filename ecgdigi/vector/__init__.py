"""ECGs whose PDF draws the traces as lines: these are taken as they stand, without pictures and networks."""

from .errors import NoVectorTracesError
from .read_page import VectorReading, VectorTrace, read_vector_page

__all__ = ['NoVectorTracesError', 'VectorReading', 'VectorTrace', 'read_vector_page']
