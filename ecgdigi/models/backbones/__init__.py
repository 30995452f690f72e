"""Feature extractors: strips in, maps out."""

from .strip_unet import StripUNet

__all__ = ['StripUNet']
