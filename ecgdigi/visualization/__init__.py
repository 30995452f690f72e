"""Pictures for people."""

from .overlay import draw_overlay
from .truth import draw_strip, draw_truth

__all__ = ['draw_overlay', 'draw_strip', 'draw_truth']
