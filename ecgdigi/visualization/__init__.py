"""Pictures for people."""

from .curves import plot_curves
from .moments import plot_moments
from .overlay import draw_line_overlay, draw_overlay
from .sheets import tile_sheet
from .truth import draw_strip, draw_truth

__all__ = ['draw_line_overlay', 'draw_overlay', 'draw_strip', 'draw_truth', 'plot_curves', 'plot_moments', 'tile_sheet']
