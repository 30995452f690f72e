"""Networks and their parts. They know nothing of mm or mV: they answer in px and bins, geometry gives the meaning."""

from .backbones import StripUNet
from .data_preprocessor import StripPreprocessor
from .decoders import MaskCentroidDecoder, SoftArgmaxDecoder, ViterbiDecoder
from .heads import TraceHead
from .losses import TraceLoss
from .tracenet import TraceNet

__all__ = [
    'MaskCentroidDecoder', 'SoftArgmaxDecoder', 'StripPreprocessor', 'StripUNet', 'TraceHead', 'TraceLoss', 'TraceNet',
    'ViterbiDecoder',
]  # fmt: skip
