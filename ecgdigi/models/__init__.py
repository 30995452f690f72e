"""Networks and their parts. They know nothing of mm or mV: they answer in px and bins, geometry gives the meaning."""

from .backbones import PageUNet, StripUNet
from .data_preprocessor import StripPreprocessor
from .decoders import MaskCentroidDecoder, SoftArgmaxDecoder, ViterbiDecoder
from .heads import GridHead, LayoutHead, TraceHead, TurnHead
from .losses import TraceLoss
from .pagenet import PageNet
from .refiners import PathRefiner
from .tracenet import TraceNet

__all__ = [
    'GridHead', 'LayoutHead', 'MaskCentroidDecoder', 'PageNet', 'PageUNet', 'PathRefiner', 'SoftArgmaxDecoder',
    'StripPreprocessor', 'StripUNet', 'TraceHead', 'TraceLoss', 'TraceNet', 'TurnHead', 'ViterbiDecoder',
]  # fmt: skip
