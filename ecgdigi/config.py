"""Reading configs: MMEngine's inheritable Python files, with misspelt keys refused."""

import os
import sys
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path

from mmengine.config import Config

from .config_rules import check_values, items
from .near_names import did_you_mean

# What the Runner and our tools read from the top level of a config.
TOP_KEYS = frozenset({
    'model', 'work_dir', 'train_dataloader', 'val_dataloader', 'test_dataloader', 'train_cfg', 'val_cfg', 'test_cfg',
    'auto_scale_lr', 'optim_wrapper', 'param_scheduler', 'val_evaluator', 'test_evaluator', 'default_hooks',
    'custom_hooks', 'data_preprocessor', 'load_from', 'resume', 'launcher', 'env_cfg', 'log_processor', 'log_level',
    'visualizer', 'default_scope', 'randomness', 'experiment_name', 'runner_type', 'custom_imports',
    'model_wrapper_cfg', 'sync_bn', 'compile',
})  # fmt: skip


def load_config(path: str | os.PathLike, options: Sequence[str] = (), needs: Sequence[str] = ()) -> Config:
    """Read a config and apply command-line options.

    Keys that start with an underscore may be used for values shared within a file; any other key that nobody would read
    is an error, where MMEngine would keep it silently. `custom_imports` finds modules beside the config, too.

    Args:
        path: config file.
        options: 'a.b=value' each, MMEngine's `--cfg-options`; the key must exist. '+a.b=value' adds a new one, and
            'param_scheduler=configs/_base_/schedules/step.py' takes a whole top-level part from another file.
        needs: keys that must be there and not None, `'optim_wrapper.optimizer.lr'`.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: the file cannot be read, a key is unknown or lacks, or a value is not allowed.
    """
    if not Path(path).is_file():
        what = 'a folder; name a file in it' if Path(path).is_dir() else 'no such config; see configs/'
        raise FileNotFoundError(f'{path}: {what}')
    folder = str(Path(path).resolve().parent)
    if folder not in sys.path:
        sys.path.append(folder)  # at the end: a file there must not hide another module
    try:
        config = Config.fromfile(os.fspath(path), lazy_import=False)
    except Exception as error:  # the file is a program, and may raise anything
        raise ValueError(f'{path}: {_reason(error, Path(path))}') from error
    _merge_options(config, options)
    for key in sorted(config):
        if key not in TOP_KEYS and not key.startswith('_'):
            hint = did_you_mean(key, TOP_KEYS) or f'; known are {", ".join(sorted(TOP_KEYS))}'
            raise ValueError(f'{path}: unknown top-level key {key}{hint}')
    try:
        check_values(config._cfg_dict)
    except ValueError as error:
        raise ValueError(f'{path}: {error}') from None
    absent = [key for key in needs if not _has_key(config._cfg_dict, key) or config.get(key, 0) is None]
    if absent:
        raise ValueError(f'{path}: has no {", ".join(absent)}, which is needed here; see configs/_base_/')
    return config


def _reason(error: Exception, path: Path) -> str:
    """What is wrong with a config, in one line. MMEngine names a copy below /tmp, and all folders of `sys.path`."""
    if isinstance(error, SyntaxError) and isinstance(error.__context__, SyntaxError):
        read = [frame for frame, _ in traceback.walk_tb(error.__traceback__) if frame.f_code.co_name == '_file2dict']
        base = read[-1].f_locals['filename']
        where = '' if Path(base).samefile(path) else f'{base}, '
        return f'{where}line {error.__context__.lineno}: {error.__context__.msg}'
    if isinstance(error, ImportError) and error.__cause__ is not None:
        missing = error.__cause__.__context__
        near = did_you_mean(missing.name or '', [file.stem for file in path.parent.glob('*.py')])
        hint = near or '; modules are looked for beside the config and in the folders of PYTHONPATH'
        return f'custom_imports: {" ".join(str(missing).split())}{hint}'
    return f'{type(error).__name__}: {" ".join(str(error).split())}'


def _merge_options(config: Config, options: Sequence[str]) -> None:
    from mmengine.config import DictAction

    merged = {}
    for option in options:
        key, separator, text = option.partition('=')
        if not separator:
            raise ValueError(f'--cfg-options {option}: write key=value')
        is_new = key.startswith('+')
        key = key.removeprefix('+')
        if text.endswith('.py') and key in config:
            config[key] = _part_of_file(text, key)
            continue
        if not is_new and key not in TOP_KEYS and not _has_key(config._cfg_dict, key):
            near = _near_key(config._cfg_dict, key)
            advice = f'{near} Else write' if near else '; write'
            raise ValueError(f'--cfg-options {key}: the config has no such key{advice} +{key}=... to add it')
        try:
            merged[key] = DictAction._parse_iterable(text)
        except Exception:  # of an unfinished parser of MMEngine's
            raise ValueError(f'--cfg-options {option}: write a number, a text, [a,b] or (a,b); dicts go into a file') from None
    try:
        config.merge_from_dict(merged)
    except (KeyError, TypeError, AttributeError, AssertionError) as error:  # a key below something that has none
        raise ValueError(f'--cfg-options {" ".join(merged)}: does not fit the config: {error.args[0]}') from None


def _part_of_file(path: str, key: str):
    """A top-level part of another config, to be put in place of that of this one."""
    if not Path(path).is_file():
        raise FileNotFoundError(f'--cfg-options {key}={path}: no such config')
    other = Config.fromfile(path, lazy_import=False)
    if key not in other:
        raise ValueError(f'--cfg-options {key}={path}: that file has no {key}; it has {", ".join(other)}')
    return other[key]


def _near_key(config: Mapping, dotted: str) -> str:
    """'; did you mean ...?' for the first part of a key that the config lacks."""
    node, above = config, ''
    for part in dotted.split('.'):
        inside = items(node)
        if part not in inside:
            return did_you_mean(part, inside, above)
        node, above = inside[part], f'{above}{part}.'
    return ''


def _has_key(config: Mapping, dotted: str) -> bool:
    node = config
    for part in dotted.split('.'):
        inside = items(node)
        if part not in inside:
            return False
        node = inside[part]
    return True
