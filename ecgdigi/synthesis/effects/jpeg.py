"""Lossy compression."""

import cv2

from ecgdigi.registry import EFFECTS

from .base import Effect


@EFFECTS.register_module()
class Jpeg(Effect):
    """JPEG. Args: quality: range of the quality, per cent."""

    def __init__(self, *, quality: tuple[int, int] = (40, 95), probability: float = 1.0):
        super().__init__(probability=probability)
        self.quality = tuple(quality)

    def change(self, picture, rng):
        quality = int(rng.integers(self.quality[0], self.quality[1] + 1))
        coded = cv2.imencode('.jpg', picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
        return cv2.imdecode(coded, cv2.IMREAD_COLOR)
