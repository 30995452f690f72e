"""Network output to pen heights."""

from .base import TraceDecoder
from .mask_centroid import MaskCentroidDecoder
from .soft_argmax import SoftArgmaxDecoder
from .viterbi import ViterbiDecoder

__all__ = ['MaskCentroidDecoder', 'SoftArgmaxDecoder', 'TraceDecoder', 'ViterbiDecoder']
