"""Aspects of a page's look, each drawn at random: composed by `RandomStyle(parts=[...])`."""

from .grids import RandomGrid
from .labels import RandomLabels
from .marks import RandomMarks
from .paper import RandomPaper
from .pens import RandomPen
from .texts import RandomTexts

__all__ = ['RandomGrid', 'RandomLabels', 'RandomMarks', 'RandomPaper', 'RandomPen', 'RandomTexts']
