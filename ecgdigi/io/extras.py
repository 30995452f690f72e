"""Packages that only some users need."""

import importlib
from types import ModuleType


def import_extra(module: str, extra: str) -> ModuleType:
    """Import an optional package.

    Args:
        module: its name in Python.
        extra: the extra of ecgdigi that installs it.

    Raises:
        ImportError: it is not installed; the message says what installs it.
    """
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError:
        raise ImportError(f"{module} is not installed; pip install 'ecgdigi[{extra}]'") from None
