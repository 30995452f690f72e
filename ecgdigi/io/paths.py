"""Where data lies."""

import os
from pathlib import Path

DEFAULT_DATA_ROOT = '../shared/data'


def data_root() -> Path:
    """Folder of benchmark and training data: the environment variable ECGDIGI_DATA, or its default."""
    return Path(os.environ.get('ECGDIGI_DATA', DEFAULT_DATA_ROOT))


def resolve_data_path(path: str | os.PathLike) -> Path:
    """Replace a leading '$ECGDIGI_DATA' by `data_root()`; any other path is returned as it is."""
    parts = Path(path).parts
    if parts and parts[0] == '$ECGDIGI_DATA':
        return data_root().joinpath(*parts[1:])
    return Path(path)
