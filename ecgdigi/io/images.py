"""Pictures in and out."""

import os
from pathlib import Path

import cv2
import numpy as np

from .atomic import atomic_path
from .limits import InputRefusedError, Limits, refuse_file
from .raster import decode, opened, refuse_cut_off
from .sniff import HEAD_BYTES, kind_of

IMAGE_SUFFIXES = ('.png', '.jpg', '.jpeg', '.bmp', '.tif', '.tiff', '.webp')
_LIMITS = Limits()


def read_image(path: str | os.PathLike) -> np.ndarray:
    """Read a picture, turned as its camera says; of one with many frames the first.

    Returns:
        (H, W, 3) uint8, BGR; transparent parts are white.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: it is no picture, damaged, too small or too large.
    """
    refuse_file(path, _LIMITS)
    data = Path(path).read_bytes()
    return decode(data, picture_kind(data, path), str(path), _LIMITS)


def check_image(path: str | os.PathLike) -> None:
    """Refuse what `read_image` would refuse, as far as the first and last bytes tell; nothing is decoded.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: it is no picture, cut off, too small or too large.
    """
    refuse_file(path, _LIMITS)
    with Path(path).open('rb') as file:
        kind = picture_kind(file.read(HEAD_BYTES), path)
        refuse_cut_off(file, kind, str(path))
        with opened(file, kind, str(path), _LIMITS):
            pass


def picture_kind(head: bytes, path: str | os.PathLike) -> str:
    """Kind of a picture, as `kind_of`. Raises: InputRefusedError: it is none."""
    kind = kind_of(head)
    if kind in ('pdf', 'dicom'):
        wanted = 'wanted a picture; `ecgdigi digitize` and ecgdigi.apis.ECGInferencer read its pages'
        raise InputRefusedError(f'{path}: a {kind.upper()} file; {wanted}')
    if kind is None:
        raise InputRefusedError(f'{path}: not a picture that can be read; wanted PNG, JPEG, BMP, TIFF, WebP or HEIC')
    return kind


def write_image(path: str | os.PathLike, picture: np.ndarray, *, jpeg_quality: int = 95) -> None:
    """Write a picture, whole or not at all; the kind is told by the name's ending.

    Raises:
        OSError: it cannot be written.
    """
    suffix = Path(path).suffix
    options = [cv2.IMWRITE_JPEG_QUALITY, jpeg_quality] if suffix.lower() in ('.jpg', '.jpeg') else []
    written, data = cv2.imencode(suffix, picture, options)
    if not written:
        raise OSError(f'{path}: this kind of picture cannot be written')
    with atomic_path(Path(path)) as temporary:
        temporary.write_bytes(data)
