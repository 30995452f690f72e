"""What a network's own confidence is worth."""

import json
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class ConfidenceTable:
    """A rising curve from what a network says to the share of samples that are right when it says so.

    Attributes:
        said: (K,) rising, 0 to 1; K from 2 on.
        right: (K,) never falling, 0 to 1; between two points the curve is straight, beyond them level.
    """

    said: np.ndarray
    right: np.ndarray

    def __post_init__(self):
        said, right = np.asarray(self.said, np.float64), np.asarray(self.right, np.float64)
        shaped = said.ndim == 1 and said.shape == right.shape and len(said) >= 2
        if not (shaped and (np.diff(said) > 0).all() and (np.diff(right) >= 0).all()):
            raise ValueError('a confidence table needs two or more points, both columns rising')
        if not (min(said[0], right[0]) >= 0 and max(said[-1], right[-1]) <= 1):
            raise ValueError('the values of a confidence table lie between 0 and 1')
        object.__setattr__(self, 'said', said)
        object.__setattr__(self, 'right', right)

    def __call__(self, confidence: np.ndarray) -> np.ndarray:
        """Shares for a network's confidences, of the same shape and kind; NaN stays NaN."""
        return np.interp(confidence, self.said, self.right).astype(np.asarray(confidence).dtype)

    def to_json(self) -> str:
        """As it stands in a weights file."""
        return json.dumps(dict(said=self.said.round(5).tolist(), right=self.right.round(5).tolist()))

    @classmethod
    def from_json(cls, text: str) -> 'ConfidenceTable':
        """Raises: ValueError: it is none."""
        try:
            content = json.loads(text)
            said, right = (np.array(content[name], np.float64) for name in ('said', 'right'))
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise ValueError(f'no confidence table ({type(error).__name__}: {str(error)[:60]})') from None
        return cls(said, right)
