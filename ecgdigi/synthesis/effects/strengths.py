"""How each effect is shown weak, middling and strong: which of its own arguments make it so."""

import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ecgdigi.registry import EFFECTS

STRENGTHS = {'weak': 0.0, 'middle': 0.5, 'strong': 1.0}
LEAST_SHARE = 0.2  # of an argument that is a largest value: what the weak effect gets of it


@dataclass(frozen=True)
class Shown:
    """How an effect is shown.

    Attributes:
        group: effects of a group stand on one sheet.
        arguments: those that grow with its strength, by their defaults; with a minus sign those that fall. Of none, nothing
            but chance tells one page from the other.
        close: it changes single pixels, so that a piece is shown and not the page.
    """

    group: str
    arguments: tuple[str, ...] = ()
    close: bool = False


# One line makes an effect known here; one without a line is shown in the group 'others'.
SHOWN = {
    'Handwriting': Shown('paper', ('count',)),
    'Stamp': Shown('paper'),
    'Highlighter': Shown('paper', ('count',)),
    'Stains': Shown('paper', ('count',)),
    'Ageing': Shown('paper', ('fading', 'yellowing')),
    'HolesAndStaples': Shown('paper'),
    'TornCorner': Shown('paper'),
    'PhotographedSheet': Shown('light', ('height_mm', 'max_tilt_deg', '-ambient')),
    'UnevenLight': Shown('light', ('strength',)),
    'CastShadow': Shown('light', ('strength',)),
    'Glare': Shown('light', ('strength',)),
    'Creases': Shown('light', ('count', 'strength')),
    'Blur': Shown('camera', ('sigma_px',), close=True),
    'Defocus': Shown('camera', ('radius_px',), close=True),
    'MotionBlur': Shown('camera', ('length_px',), close=True),
    'SensorNoise': Shown('camera', ('sigma',), close=True),
    'ColourCast': Shown('camera', ('cast', '-contrast')),
    'Grey': Shown('camera'),
    'ScanWarp': Shown('copies', ('max_tilt_deg', 'max_perspective', 'max_crop')),
    'Photocopy': Shown('copies', ('generations',), close=True),
    'TwoTones': Shown('copies', close=True),
    'Fax': Shown('copies', ('-lines_kept',), close=True),
    'Resampling': Shown('copies', ('-scale',), close=True),
    'Jpeg': Shown('copies', ('-quality',), close=True),
    'ScreenPhoto': Shown('copies', ('strength',), close=True),
}


def shown_effects() -> dict[str, Shown]:
    """All registered effects that can be built without arguments, those of a group side by side."""
    EFFECTS.import_from_location()
    names = [name for name, kind in EFFECTS.module_dict.items() if not _needed(kind)]
    known = {name: SHOWN.get(name, Shown('others')) for name in sorted(names, key=[*SHOWN, *names].index)}
    groups = list(dict.fromkeys(shown.group for shown in known.values()))
    return dict(sorted(known.items(), key=lambda item: groups.index(item[1].group)))


def at_strength(name: str, strength: float) -> dict[str, Any]:
    """Config of an effect.

    Args:
        name: of a registered effect.
        strength: 0 the weakest, 1 the strongest that its defaults draw.
    """
    defaults = _defaults(EFFECTS.get(name))
    config = dict(type=name)
    for argument in SHOWN.get(name, Shown('others')).arguments:
        key = argument.removeprefix('-')
        config[key] = _within(defaults[key], 1 - strength if argument.startswith('-') else strength)
    return config


def _within(default: float | tuple, strength: float) -> Any:
    """A range shrinks to one value of it, whole numbers to whole ones; a largest value to a share of itself."""
    if not isinstance(default, tuple):
        return round(default * (LEAST_SHARE + (1 - LEAST_SHARE) * strength), 6)
    value = default[0] + (default[1] - default[0]) * strength
    value = round(value) if all(isinstance(end, int) for end in default) else round(value, 6)
    return (value, value)


def _needed(kind: type) -> list[str]:
    parameters = inspect.signature(kind).parameters.values()
    return [parameter.name for parameter in parameters if parameter.default is parameter.empty]


def _defaults(kind: type) -> Mapping[str, Any]:
    return {name: parameter.default for name, parameter in inspect.signature(kind).parameters.items()}
