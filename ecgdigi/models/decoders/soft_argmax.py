"""Each position for itself: the highest bin, refined by its neighbours."""

from torch import Tensor

from ecgdigi.registry import TRACE_DECODERS

from .base import TraceDecoder
from .local_expectation import local_expectation


@TRACE_DECODERS.register_module()
class SoftArgmaxDecoder(TraceDecoder):
    """Expectation over the bins around the highest one.

    Args:
        reach_bins: half width of the window.
    """

    def __init__(self, reach_bins: int = 3):
        self.reach_bins = reach_bins

    def __call__(self, height_logits: Tensor, strips: Tensor) -> tuple[Tensor, Tensor]:
        return local_expectation(height_logits, height_logits.argmax(1), self.reach_bins)
