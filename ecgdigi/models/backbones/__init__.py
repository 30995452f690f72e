"""Feature extractors: strips, lines of text or pages in, maps out."""

from .page_unet import PageUNet
from .strip_unet import StripUNet
from .text_line_net import TextLineNet

__all__ = ['PageUNet', 'StripUNet', 'TextLineNet']
