"""Printing a page: style and signal in, picture and exact truth out."""

from .page import Page, draw_page
from .random_style import RandomStyle
from .style import GridStyle, LabelStyle, PageStyle, PenStyle

__all__ = ['GridStyle', 'LabelStyle', 'Page', 'PageStyle', 'PenStyle', 'RandomStyle', 'draw_page']
