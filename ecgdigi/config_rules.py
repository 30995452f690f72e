"""Which values the parts of a config may have, where a wrong one would train wrongly or fail far from its place."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from .near_names import did_you_mean


class Rule(NamedTuple):
    """Attributes:
    allows: says whether a value is right.
    words: what a right one is.
    """

    allows: Callable[[object], bool]
    words: str


def _is_part(value) -> bool:
    return isinstance(value, Mapping)


def _is_number(value) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _is_list_of_parts(value) -> bool:
    return isinstance(value, (list, tuple)) and all(_is_part(item) and 'type' in item for item in value)


def whole(smallest: int) -> Rule:
    """A whole number that is not below a bound."""
    words = f'a whole number from {smallest} on'
    return Rule(lambda value: isinstance(value, int) and not isinstance(value, bool) and value >= smallest, words)


def or_none(rule: Rule) -> Rule:
    """The same, or None."""
    return Rule(lambda value: value is None or rule.allows(value), f'{rule.words}, or None')


PART = Rule(_is_part, 'a dict')
TYPED = Rule(lambda value: _is_part(value) and 'type' in value, "a dict(type='...', ...)")
NUMBER = Rule(_is_number, 'a number')
FROM_ZERO = Rule(lambda value: _is_number(value) and value >= 0, 'a number from 0 on')
FLAG = Rule(lambda value: isinstance(value, bool), 'True or False')
TEXT = Rule(lambda value: isinstance(value, str) and value != '', 'a text')
BETWEEN_0_AND_1 = Rule(lambda value: _is_number(value) and 0 < value < 1, 'a number between 0 and 1')
PARTS = Rule(_is_list_of_parts, "a list of dict(type='...', ...)")
ONE_OR_MORE = or_none(Rule(lambda value: TYPED.allows(value) or _is_list_of_parts(value), f'{TYPED.words}, or a list of such'))
TYPE = Rule(lambda value: isinstance(value, (str, type)) or callable(value), 'a text, the name of a type')
LOG_LEVELS = ('DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL')
RANDOMNESS_KEYS = frozenset({'seed', 'deterministic', 'diff_rank_seed'})

# Place in the config -> rule; '*' is every name or number. Only values that are there are looked at.
RULES: dict[str, Rule] = {
    'model': TYPED,
    'data_preprocessor': or_none(TYPED),
    **{f'{name}_dataloader': or_none(PART) for name in ('train', 'val', 'test')},
    **{f'{name}_dataloader.batch_size': whole(1) for name in ('train', 'val', 'test')},
    **{f'{name}_dataloader.num_workers': whole(0) for name in ('train', 'val', 'test')},
    **{f'{name}_dataloader.{part}': TYPED for name in ('train', 'val', 'test') for part in ('dataset', 'sampler', 'collate_fn')},
    'train_cfg': or_none(TYPED),
    **{f'{name}_cfg': or_none(PART) for name in ('val', 'test')},
    **{f'{name}_evaluator': ONE_OR_MORE for name in ('val', 'test')},
    **{f'train_cfg.{name}': whole(1) for name in ('max_iters', 'max_epochs', 'val_interval')},
    'train_cfg.val_begin': whole(0),
    'optim_wrapper': or_none(PART),
    'optim_wrapper.optimizer': TYPED,
    'optim_wrapper.optimizer.lr': FROM_ZERO,
    'optim_wrapper.optimizer.weight_decay': FROM_ZERO,
    'optim_wrapper.accumulative_counts': whole(1),
    'optim_wrapper.clip_grad': or_none(PART),
    'optim_wrapper.paramwise_cfg': or_none(PART),
    'param_scheduler': ONE_OR_MORE,
    **{f'param_scheduler.{place}T_max': whole(1) for place in ('', '*.')},
    **{f'param_scheduler.{place}step_size': whole(1) for place in ('', '*.')},
    **{f'param_scheduler.{place}{name}': NUMBER for place in ('', '*.') for name in ('eta_min', 'gamma', 'factor', 'min_lr')},
    **{f'param_scheduler.{place}{name}': whole(0) for place in ('', '*.') for name in ('begin', 'end')},
    **{f'param_scheduler.{place}by_epoch': FLAG for place in ('', '*.')},
    'default_hooks': or_none(PART),
    'default_hooks.*': or_none(TYPED),
    'default_hooks.logger.interval': whole(1),
    'default_hooks.ema.momentum': BETWEEN_0_AND_1,
    'custom_hooks': or_none(PARTS),
    'custom_imports': or_none(PART),
    'visualizer': or_none(TYPED),
    'log_processor': or_none(PART),
    'env_cfg': PART,
    'model_wrapper_cfg': or_none(PART),
    'env_cfg.mp_cfg': PART,
    'env_cfg.dist_cfg': PART,
    'log_level': Rule(lambda value: value in LOG_LEVELS, f'one of {", ".join(LOG_LEVELS)}'),
    'randomness': Rule(
        lambda value: _is_part(value) and value.keys() <= RANDOMNESS_KEYS, f'a dict of {", ".join(sorted(RANDOMNESS_KEYS))}'
    ),
    'randomness.seed': or_none(whole(0)),
    'load_from': or_none(TEXT),
    'work_dir': or_none(TEXT),
    'resume': FLAG,
    'compile': Rule(lambda value: isinstance(value, bool) or _is_part(value), 'True, False or arguments of torch.compile'),
}


# Name of a key -> rule, wherever it stands.
EVERYWHERE: dict[str, Rule] = {'type': TYPE, 'init_cfg': ONE_OR_MORE}


def check_values(config: Mapping) -> None:
    """Raises ValueError for the first value that a rule does not allow."""
    for key, value in everything(config):
        rule = EVERYWHERE.get(key.rpartition('.')[2])
        if rule and not rule.allows(value):
            raise ValueError(f'{key}={_short(value)}: must be {rule.words}')
    for place, rule in RULES.items():
        for key, value in _values(config, place.split('.')):
            if not rule.allows(value):
                near = _near_sibling(config, key) if place.endswith('.*') else ''
                raise ValueError(f'{key}={_short(value)}: must be {rule.words}{near}')
    for key, value in _values(config, ['default_hooks', '*']):
        if value is None and (near := _near_sibling(config, key)):
            raise ValueError(f'{key}=None: leaves out nothing{near}')
    _refuse_schedules_without_time(config)


def _refuse_schedules_without_time(config: Mapping) -> None:
    """Raises ValueError for a schedule that begins when training, or the schedule itself, has ended."""
    training, schedules = config.get('train_cfg') or {}, config.get('param_scheduler') or []
    for key, schedule in _values(
        {'param_scheduler': [schedules] if _is_part(schedules) else schedules}, ['param_scheduler', '*']
    ):
        length_key = 'max_epochs' if schedule.get('by_epoch', True) else 'max_iters'
        begin, end = schedule.get('begin', 0), schedule.get('end', training.get(length_key))
        if end is None or begin < end:
            continue
        if 'end' in schedule:
            raise ValueError(f'{key}: begins at {begin} and ends at {end}; it must begin before it ends')
        raise ValueError(
            f'{key}: begins at {begin}, training ends at {end} (train_cfg.{length_key}); train longer, or lower {key}.begin and '
            'the end of the schedule before it'
        )


def _near_sibling(config: Mapping, key: str) -> str:
    """'; did you mean ...?' for a misspelt name, by which a config adds to a dict where it would change what is there."""
    above, _, name = key.rpartition('.')
    siblings = next(node for place, node in everything(config) if place == above)
    return did_you_mean(name, [each for each in items(siblings) if each != name], f'{above}.')


def _short(value) -> str:
    return ' '.join(repr(value).split())[:80]


def items(node) -> dict:
    """What is inside a dict or list, by name or number."""
    if isinstance(node, Mapping):
        return dict(node)
    return {str(k): item for k, item in enumerate(node)} if isinstance(node, (list, tuple)) else {}


def everything(node, above: str = '') -> Iterator[tuple[str, object]]:
    """All values at all depths, with their full keys."""
    for name, value in items(node).items():
        key = f'{above}.{name}'.lstrip('.')
        yield key, value
        yield from everything(value, key)


def _values(node, path: Sequence[str], above: str = '') -> Iterator[tuple[str, object]]:
    """All values at a place, with their full keys."""
    if not path:
        yield above, node
        return
    inside = items(node)
    for name in inside if path[0] == '*' else [path[0]]:
        if name in inside:
            yield from _values(inside[name], path[1:], f'{above}.{name}'.lstrip('.'))
