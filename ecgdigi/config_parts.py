"""Parts of a config, `dict(type='...', ...)`, against the classes they name: misspelt arguments are found before building."""

import inspect
from collections.abc import Callable, Iterator, Mapping

from torch.utils.data import DataLoader

from . import registry
from .config_rules import everything
from .near_names import did_you_mean

# Of what a config for training can name; the others are of reading.
_REGISTRIES = [
    entry
    for name, entry in vars(registry).items()
    if isinstance(entry, registry.Registry) and name not in ('INFERENCERS', 'WRITERS')
]
# What MMEngine's builders take out of a part before they call its class, or hand over themselves.
_OF_BUILDERS = frozenset({'type', '_scope_', 'priority', 'convert_to_iter_based', 'by_epoch', 'constructor', 'paramwise_cfg'})
_OF_LOADERS = frozenset({'num_batch_per_epoch', 'disable_subprocess_warning'})
_LOADERS = ('train_dataloader', 'val_dataloader', 'test_dataloader')
# Only of these is it known that a class passes its `**kwargs` to the class that it inherits from.
_PASSING_ON = ('ecgdigi.', 'mmengine.')


def check_arguments(config: Mapping) -> None:
    """Raises ValueError for the first argument that a part of a config does not take. Parts of unknown types are left alone."""
    for place in _LOADERS:
        _refuse_others(place, config.get(place) or {}, 'DataLoader', arguments(DataLoader) | _OF_LOADERS)
    known = {entry: entry.known_names() for entry in _REGISTRIES}
    for place, part in parts(config):
        name = part['type'].removeprefix(f'{registry.SCOPE}.')
        taken = [arguments(entry.get(name)) for entry, names in known.items() if name in names]
        if taken and None not in taken:
            _refuse_others(place, part, name, frozenset().union(*taken))


def _refuse_others(place: str, part: Mapping, name: str, taken: frozenset[str]) -> None:
    for key in part:
        if key not in taken | _OF_BUILDERS:
            hint = did_you_mean(key, taken | _OF_BUILDERS) or f'; it takes {", ".join(sorted(taken))}'
            raise ValueError(f'{place}.{key}: {name} takes no {key}{hint}')


def parts(config: Mapping) -> Iterator[tuple[str, Mapping]]:
    """All parts of a config whose type is a name, with their places; not those that it shares under `_names`."""
    for place, value in everything(config):
        if isinstance(value, Mapping) and isinstance(value.get('type'), str) and not place.startswith('_'):
            yield place, value


def place_of(part: Mapping, config: Mapping) -> str | None:
    """Where a part stands in a config: the place of its equal, or of the only one of its type; None if that is not known."""
    same_type = [(place, each) for place, each in parts(config) if each['type'] == part.get('type')]
    equal = [place for place, each in same_type if each == part]
    if equal or len(same_type) == 1:
        return equal[0] if equal else same_type[0][0]
    return None


def arguments(called: Callable) -> frozenset[str] | None:
    """Names of the arguments of a class or function; None where it takes any, or does not say."""
    if not inspect.isclass(called):
        names, takes_more = _named(called)
        return None if takes_more else names
    found = frozenset()
    for each in called.__mro__[:-1]:
        if '__init__' not in vars(each):
            continue
        names, takes_more = _named(each.__init__)
        found |= names - {'self'}
        if not takes_more:
            return found
        if not each.__module__.startswith(_PASSING_ON):
            return None
    return None


def _named(function: Callable) -> tuple[frozenset[str], bool]:
    """Names of the arguments, and whether there can be others."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except ValueError:  # of a function in C
        return frozenset(), True
    names = (each.name for each in parameters if each.kind in (each.POSITIONAL_OR_KEYWORD, each.KEYWORD_ONLY))
    return frozenset(names), any(each.kind is each.VAR_KEYWORD for each in parameters)
