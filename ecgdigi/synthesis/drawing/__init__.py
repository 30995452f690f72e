"""Printing a page: style and signal in, picture and exact truth out."""

from . import parts
from .page import Page, draw_page
from .plain_style import plain_style
from .random_style import RandomStyle
from .style import GridStyle, LabelStyle, PageStyle, PenStyle, PrintedLine, PrintedText, PulseStyle

__all__ = [
    'GridStyle', 'LabelStyle', 'Page', 'PageStyle', 'PenStyle', 'PrintedLine', 'PrintedText', 'PulseStyle', 'RandomStyle',
    'draw_page', 'parts', 'plain_style',
]  # fmt: skip
