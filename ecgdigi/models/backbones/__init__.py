"""Feature extractors: strips or pages in, maps out."""

from .page_unet import PageUNet
from .strip_unet import StripUNet

__all__ = ['PageUNet', 'StripUNet']
