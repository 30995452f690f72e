"""The network that finds a page in a picture."""

from .page_net import PageNet

__all__ = ['PageNet']
