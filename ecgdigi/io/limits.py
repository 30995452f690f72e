"""How large an input may be. What is larger is refused before anything of it is decoded."""

import os
from dataclasses import dataclass
from pathlib import Path

MIN_SIDE_PX = 64


class InputRefusedError(ValueError):
    """An input that is not read. The message is one line, names the file, and repeats nothing that stands in it."""


@dataclass(frozen=True)
class Limits:
    """Attributes:
    max_bytes: of a file. A picture of `max_pixels` that is not compressed takes 300 MB; the rest is for stacks of scans.
    max_pixels: of a picture. 100 Mpx is A4 at 1000 dpi, 300 MB once decoded. Above 178 Mpx Pillow refuses by itself.
    max_pages: of one file that are read in one go. A network takes seconds a page: what is longer is meant to be so.
    """

    max_bytes: int = 500_000_000
    max_pixels: int = 100_000_000
    max_pages: int = 200


def refuse_file(path: str | os.PathLike, limits: Limits) -> None:
    """Refuse what is no file of a size that is read.

    Raises:
        FileNotFoundError: there is no such file.
        InputRefusedError: it is a folder or a device, empty or too large.
    """
    path = Path(path)
    if not path.exists():
        raise FileNotFoundError(f'{path}: no such file')
    if not path.is_file():  # a device may have no end
        raise InputRefusedError(f'{path}: not a file')
    num_bytes = path.stat().st_size
    if not num_bytes:
        raise InputRefusedError(f'{path}: the file is empty')
    if num_bytes > limits.max_bytes:
        found, most = (-(-count // 10**6) for count in (num_bytes, limits.max_bytes))
        raise InputRefusedError(f'{path}: {found} MB is more than {most} MB; split it, or scale its pictures down')


def refuse_size(name: str, width: int, height: int, limits: Limits) -> None:
    """Refuse a picture that is too small or too large. Args: name: of its file, for the error."""
    if width * height > limits.max_pixels:
        raise too_large(f'{name}: {width} x {height} px is', limits)
    if min(width, height) < MIN_SIDE_PX:
        raise InputRefusedError(f'{name}: {width} x {height} px is too small for an ECG page')


def too_large(what: str, limits: Limits) -> InputRefusedError:
    return InputRefusedError(f'{what} more than {limits.max_pixels / 1e6:g} Mpx; scale it down first')
