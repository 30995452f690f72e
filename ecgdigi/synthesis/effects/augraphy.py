"""Degradations of the library Augraphy, those that leave every point of the page where it is."""

import importlib.util
import random
from collections.abc import Sequence

import cv2
import numpy as np

from ecgdigi.registry import EFFECTS

from .base import Effect

# What is let in, and why the truth holds afterwards. `test_augraphy.py` finds marks on a page again after each of them.
ALLOWED = {
    'BleedThrough': 'lays a faint copy of the page under it; the print itself stays',
    'Brightness': 'changes values, pixel by pixel',
    'BrightnessTexturize': 'adds noise to the values',
    'ColorPaper': 'changes hue and saturation, pixel by pixel',
    'DirtyDrum': 'darkens lines across the page',
    'Gamma': 'changes values, pixel by pixel',
    'InkMottling': 'makes ink uneven within its outlines',
    'Jpeg': 'compresses',
    'LowInkRandomLines': 'lightens single rows of pixels',
    'SubtleNoise': 'adds noise to the values',
}
# Others bend, shift, crop or redraw a page (BookBinding, DotMatrix, Faxify, Folding, Geometric, GlitchEffect, InkShifter,
# PageBorder, Rescale, SectionShift, Squish), print it twice (ColorShift, DoubleExposure), load files from the internet
# (BindingsAndFasteners, Scribbles), take ink away, so that its middle is elsewhere (LowInkPeriodicLines: half of the marks are
# found 0.2 px off and more), or widen it beyond the limit of the test (InkBleed). The rest has not been measured.


@EFFECTS.register_module()
class Augraphy(Effect):
    """Augmentations of Augraphy (Groleau et al., Augraphy: a data augmentation library for document images, ICDAR 2023).

    Needs `pip install 'ecgdigi[augraphy]'`. Augraphy counts in pixels: an augmentation is the stronger the smaller the picture.
    A page of 1782 x 1260 px costs 0.01 s (LowInkRandomLines) to 0.9 s (BleedThrough) of a core's time; our own effects on
    values cost 0.005 to 0.035 s there.

    Args:
        augmentations: which of `ALLOWED` act, in this order: names, or dicts of a name, `type`, and arguments.

    Raises:
        ValueError: no augmentation, or one that is not allowed.
        ImportError: Augraphy is not installed.
    """

    def __init__(self, *, augmentations: Sequence[str | dict], probability: float = 1.0):
        super().__init__(probability=probability)
        self.settings = [dict(type=one) if isinstance(one, str) else dict(one) for one in augmentations]
        refused = sorted({str(one.get('type')) for one in self.settings} - set(ALLOWED))
        if refused or not self.settings:
            found = f'{", ".join(refused)} could move points of the page' if refused else 'no augmentation is named'
            raise ValueError(f'Augraphy: {found}; choose of {", ".join(ALLOWED)}')
        if importlib.util.find_spec('augraphy') is None:
            raise ImportError("Augraphy: the library is not installed; pip install 'ecgdigi[augraphy]'")

    def change(self, picture, rng):
        import augraphy

        # Augraphy draws from the global generators, which belong to whoever trains: they are lent and given back.
        states = random.getstate(), np.random.get_state()
        seed = int(rng.integers(2**31))
        random.seed(seed)
        np.random.seed(seed)
        cv2.setRNGSeed(seed)
        try:
            for setting in self.settings:
                arguments = {key: value for key, value in setting.items() if key != 'type'}
                changed = getattr(augraphy, setting['type'])(**arguments)(picture.copy(), force=True)
                picture = changed if changed.ndim == 3 else cv2.cvtColor(changed, cv2.COLOR_GRAY2BGR)
        finally:
            random.setstate(states[0])
            np.random.set_state(states[1])
        return picture
