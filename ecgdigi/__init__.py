"""ecgdigi: train networks that read printed 12-lead ECGs, and read pages with them.

Importing the package is cheap: neither torch nor mmengine is loaded until a part that needs them is.
"""

from .version import __version__

__all__ = ['__version__']
