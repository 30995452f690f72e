"""What every decoder answers."""

from abc import ABC, abstractmethod

import numpy as np
from torch import Tensor


class TraceDecoder(ABC):
    """Network output to pen heights. Shapes: B strips of H x W px, R bins, P positions."""

    @abstractmethod
    def __call__(self, height_logits: Tensor, strips: Tensor) -> tuple[Tensor, Tensor]:
        """Decode strips that have nothing to do with each other.

        Args:
            height_logits: (B, R, P).
            strips: (B, 3, H, W) pictures in any linear scale of grey.

        Returns:
            (B, P) height, bins with fractions, and (B, P) confidence, 0 to 1.
        """

    def decode_page(self, height_logits: Tensor, strips: Tensor, tops_bins: np.ndarray) -> tuple[Tensor, Tensor]:
        """Decode all rows of one page; each for itself unless a decoder knows better.

        Args:
            tops_bins: (B,) height of each strip's bin 0 on the page, bins.
        """
        return self(height_logits, strips)
