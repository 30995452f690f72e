"""Pictures in: one decoding path, limits first."""

import os
import struct
from pathlib import Path

import cv2
import numpy as np

from .atomic import atomic_path

IMAGE_SUFFIXES = ('.png', '.jpg', '.jpeg', '.bmp', '.tif', '.tiff', '.webp')
# 100 Mpx is A4 at 1000 dpi; decoded it takes 300 MB.
MAX_PIXELS = 100_000_000
MIN_SIDE_PX = 64
# The size of nearly every JPEG stands in its first 256 kB, after the camera's notes; its end mark in the last 4 kB.
_HEAD_BYTES, _TAIL_BYTES = 1 << 18, 4096
_NO_PICTURE = 'not a picture that can be read; wanted PNG, JPEG, BMP, TIFF or WebP'


def read_image(path: str | os.PathLike) -> np.ndarray:
    """Read a picture, turned as its camera says.

    Returns:
        (H, W, 3) uint8, BGR; transparent parts are white.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: it is no picture, damaged, too small or too large.
    """
    data = Path(path).read_bytes()
    _refuse_undecoded(path, data, data)
    try:
        picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    except cv2.error:
        picture = None
    if picture is None:
        raise ValueError(f'{path}: {_NO_PICTURE}')
    _refuse_small(path, picture.shape[1], picture.shape[0])
    return picture


def check_image(path: str | os.PathLike) -> None:
    """Refuse what `read_image` would refuse, as far as the first and last bytes tell; nothing is decoded.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: it is no picture, cut off, too small or too large.
    """
    if not Path(path).is_file():
        raise FileNotFoundError(f'{path}: no such picture')
    with Path(path).open('rb') as file:
        head = file.read(_HEAD_BYTES)
        length = file.seek(0, os.SEEK_END)
        file.seek(max(length - _TAIL_BYTES, 0))
        _refuse_undecoded(path, head, file.read())
    if not cv2.haveImageReader(os.fspath(path)):
        raise ValueError(f'{path}: {_NO_PICTURE}')
    size = declared_size(head)
    if size:
        _refuse_small(path, *size)


def _refuse_undecoded(path: str | os.PathLike, head: bytes, tail: bytes) -> None:
    if not head:
        raise ValueError(f'{path}: the file is empty')
    size = declared_size(head)
    if size and size[0] * size[1] > MAX_PIXELS:
        raise ValueError(f'{path}: {size[0]} x {size[1]} px is more than {MAX_PIXELS // 10**6} Mpx; scale it down first')
    if _is_truncated(head, tail):
        raise ValueError(f'{path}: the file is cut off; copy it again from its source')


def _refuse_small(path: str | os.PathLike, width: int, height: int) -> None:
    if min(width, height) < MIN_SIDE_PX:
        raise ValueError(f'{path}: {width} x {height} px is too small for an ECG page')


def write_image(path: str | os.PathLike, picture: np.ndarray, *, jpeg_quality: int = 95) -> None:
    """Write a picture, whole or not at all; the kind is told by the name's ending.

    Raises:
        OSError: it cannot be written.
    """
    written, data = cv2.imencode(Path(path).suffix, picture, [cv2.IMWRITE_JPEG_QUALITY, jpeg_quality])
    if not written:
        raise OSError(f'{path}: this kind of picture cannot be written')
    with atomic_path(Path(path)) as temporary:
        temporary.write_bytes(data)


def declared_size(data: bytes) -> tuple[int, int] | None:
    """(width, height) from the header of a PNG, JPEG or BMP file, without decoding; None for other kinds."""
    if data[:8] == b'\x89PNG\r\n\x1a\n' and len(data) >= 24:
        return struct.unpack('>II', data[16:24])
    if data[:2] == b'BM' and len(data) >= 26:
        width, height = struct.unpack('<ii', data[18:26])
        return abs(width), abs(height)
    if data[:2] == b'\xff\xd8':
        return _jpeg_size(data)
    return None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    place = 2
    while place + 9 < len(data):
        if data[place] != 0xFF:
            return None
        marker = data[place + 1]
        # Start of frame: every marker from C0 to CF but the tables C4, C8 and CC.
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack('>HH', data[place + 5 : place + 9])
            return width, height
        place += 2 + struct.unpack('>H', data[place + 2 : place + 4])[0]
    return None


def _is_truncated(head: bytes, tail: bytes) -> bool:
    """Whether a PNG or JPEG lacks its end mark; decoders fill what is missing with grey, which would be read as paper."""
    if head[:8] == b'\x89PNG\r\n\x1a\n':
        return b'IEND' not in tail[-64:]
    return head[:2] == b'\xff\xd8' and b'\xff\xd9' not in tail[-_TAIL_BYTES:]
