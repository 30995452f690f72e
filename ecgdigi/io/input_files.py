"""Which files are read: those that are named, and those of the folders that are named. Needs no torch."""

import os
from collections.abc import Iterable
from pathlib import Path

from .documents import DOCUMENT_SUFFIXES

# What a page's name gets for that of the picture with its readings drawn over it; no such picture is an input.
OVERLAY = '_overlay.png'


def list_inputs(inputs: Iterable[str | os.PathLike]) -> list[Path]:
    """Files as given; folders by the pictures and documents in them, sorted, but for overlays that were written there.

    Raises:
        FileNotFoundError: an input does not exist, or a folder holds none.
    """
    found = []
    for item in map(Path, inputs):
        if item.is_dir():
            pictures = sorted(path for path in item.iterdir() if is_input_name(path.name))
            if not pictures:
                below = '; its subfolders are not looked into' if count_subfolders([item]) else ''
                wanted = ', '.join(DOCUMENT_SUFFIXES)
                raise FileNotFoundError(f'{item}: no picture in this folder; wanted {wanted}{below}')
            found += pictures
        elif item.exists():
            found.append(item)
        else:
            raise FileNotFoundError(f'{item}: no such file or folder')
    return found


def count_subfolders(inputs: Iterable[str | os.PathLike], but: Path | None = None) -> int:
    """Number of folders in those that are named, which `list_inputs` leaves out.

    Args:
        but: a folder that is not counted, should it be one of them.
    """
    folders = [path for item in map(Path, inputs) if item.is_dir() for path in item.iterdir() if path.is_dir()]
    return sum(not path.name.startswith('.') and not (but and path.resolve() == but.resolve()) for path in folders)


def is_input_name(name: str) -> bool:
    """Whether a folder's file of that name is read."""
    return name.lower().endswith(DOCUMENT_SUFFIXES) and not name.startswith('.') and not name.endswith(OVERLAY)
