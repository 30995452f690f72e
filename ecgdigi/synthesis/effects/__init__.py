"""What happens to a page after printing. Registered; a config lists them in the order in which they act."""

from .base import Effect, WarpEffect
from .colour import ColourCast, Grey
from .jpeg import Jpeg
from .light import Creases, UnevenLight
from .optics import Blur, SensorNoise
from .scan_warp import ScanWarp

__all__ = ['Blur', 'ColourCast', 'Creases', 'Effect', 'Grey', 'Jpeg', 'ScanWarp', 'SensorNoise', 'UnevenLight', 'WarpEffect']
