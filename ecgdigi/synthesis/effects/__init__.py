"""What happens to a page after printing. Registered; a config lists them in the order in which they act."""

from .augraphy import Augraphy
from .base import Effect, PaperEffect, WarpEffect
from .colour import ColourCast, Grey
from .copies import Fax, Photocopy, Resampling, ScreenPhoto, TwoTones
from .damage import Ageing, HolesAndStaples, Stains, TornCorner
from .jpeg import Jpeg
from .light import Creases, UnevenLight
from .one_of import OneOf
from .optics import Blur, Defocus, MotionBlur, SensorNoise
from .scan_warp import ScanWarp
from .shadows import CastShadow, Glare
from .sheet import PhotographedSheet
from .writing import Handwriting, Highlighter, Stamp

__all__ = [
    'Ageing', 'Augraphy', 'Blur', 'CastShadow', 'ColourCast', 'Creases', 'Defocus', 'Effect', 'Fax', 'Glare', 'Grey',
    'Handwriting', 'Highlighter', 'HolesAndStaples', 'Jpeg', 'MotionBlur', 'OneOf', 'PaperEffect', 'PhotographedSheet',
    'Photocopy', 'Resampling', 'ScanWarp', 'ScreenPhoto', 'SensorNoise', 'Stains', 'Stamp', 'TornCorner', 'TwoTones',
    'UnevenLight', 'WarpEffect',
]  # fmt: skip
