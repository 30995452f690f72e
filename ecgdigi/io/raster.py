"""The one way in which a picture is decoded: Pillow judges its header, and nothing is decoded that is too large or cut off."""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

import cv2
import numpy as np
from PIL import Image

from .extras import import_extra
from .limits import InputRefusedError, Limits, refuse_size, too_large
from .sniff import HEAD_BYTES, webp_size

# Pillow's own decoders of each kind; no other is ever asked.
_FORMATS = {'png': 'PNG', 'jpeg': 'JPEG', 'webp': 'WEBP', 'bmp': 'BMP', 'tiff': 'TIFF'}
_JPEG = ('JPEG', 'MPO')  # what Pillow calls it if there is one more picture behind it
_ORIENTATION = 0x0112  # of EXIF
# How to turn a picture of each orientation upright.
_TURNS = {
    2: lambda picture: cv2.flip(picture, 1),
    3: lambda picture: cv2.rotate(picture, cv2.ROTATE_180),
    4: lambda picture: cv2.flip(picture, 0),
    5: cv2.transpose,
    6: lambda picture: cv2.rotate(picture, cv2.ROTATE_90_CLOCKWISE),
    7: lambda picture: cv2.rotate(cv2.transpose(picture), cv2.ROTATE_180),
    8: lambda picture: cv2.rotate(picture, cv2.ROTATE_90_COUNTERCLOCKWISE),
}
# A progressive JPEG has about ten scans. Thousands of them in a small file would be decoded for hours.
_MAX_SCANS = 200
_TAIL_BYTES = 4096

# Sizes are judged here, by `Limits`; Pillow would print its opinion beside that from 89 Mpx on.
warnings.filterwarnings('ignore', category=Image.DecompressionBombWarning)


@contextmanager
def opened(file: BinaryIO, kind: str, name: str, limits: Limits) -> Iterator[Image.Image]:
    """A picture whose header was read; errors of its decoder, inside the block too, become one line.

    Args:
        file: from its start.
        kind: as from `kind_of`.
        name: of the file, for errors.

    Raises:
        InputRefusedError: it is damaged, too small or too large.
        ImportError: this kind needs an extra.
    """
    with in_one_line(name, limits), _open(file, kind, name, limits) as picture:
        refuse_size(name, *picture.size, limits)
        yield picture


@contextmanager
def in_one_line(name: str, limits: Limits) -> Iterator[None]:
    """Make an `InputRefusedError` of whatever a decoder raises."""
    try:
        yield
    except (InputRefusedError, ImportError):
        raise
    except Image.DecompressionBombError:
        raise too_large(f'{name}: it has', limits) from None
    except MemoryError:
        raise InputRefusedError(f'{name}: needs more memory than there is; scale it down first') from None
    except Exception:  # decoders raise a dozen kinds for damaged files, and may repeat what stands in them
        raise InputRefusedError(f'{name}: damaged, or cut off; copy it again from its source') from None


def _open(file: BinaryIO, kind: str, name: str, limits: Limits) -> Image.Image:
    if kind == 'heic':
        return _open_heic(file)
    if kind == 'webp':
        size = webp_size(file.read(HEAD_BYTES))
        if size:
            refuse_size(name, *size, limits)
        file.seek(0)
    return Image.open(file, formats=[_FORMATS[kind]])


def _open_heic(file: BinaryIO) -> Image.Image:
    """Its header only; pixels are decoded when they are asked for. Turned upright by the decoder."""
    return import_extra('pillow_heif', 'heic').HeifImageFile(file)


def decode(data: bytes, kind: str, name: str, limits: Limits) -> np.ndarray:
    """Decode a picture, turned as its camera says. Arguments and errors as for `opened`.

    Returns:
        (H, W, 3) uint8, BGR; transparent parts are white.
    """
    file = io.BytesIO(data)
    refuse_cut_off(file, kind, name)
    with opened(file, kind, name, limits) as picture:
        return decode_opened(picture, name, data)


def decode_opened(picture: Image.Image, name: str, data: bytes | None = None) -> np.ndarray:
    """Decode a picture, or the frame of it that was sought.

    Args:
        name: of its file, for errors.
        data: its file, where it has one frame only.
    """
    if data and picture.format in _JPEG and data.count(b'\xff\xda') > _MAX_SCANS:
        raise InputRefusedError(f'{name}: a JPEG of more than {_MAX_SCANS} scans; save it again by another program')
    if data and _is_plain(picture, data):
        # The same pixels as by Pillow, in half the time: 64 ms instead of 122 for a JPEG of 12 Mpx.
        bgr = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR_BGR | cv2.IMREAD_IGNORE_ORIENTATION)
        if bgr is None or bgr.shape[1::-1] != picture.size:
            raise OSError('refused by OpenCV')
    else:
        picture.load()
        bgr = to_bgr(picture, name)
    return turned(bgr, orientation_of(picture))


def _is_plain(picture: Image.Image, data: bytes) -> bool:
    """Whether it holds nothing but grey or colours of 8 bits."""
    if picture.mode not in ('L', 'RGB') or picture.has_transparency_data:
        return False
    if picture.format == 'PNG':
        # The byte after the size is the number of bits. Where a camera's notes are, Pillow must find them.
        return data[24] == 8 and b'eXIf' not in data and b'Raw profile type' not in data
    return picture.format in _JPEG


def to_bgr(picture: Image.Image, name: str) -> np.ndarray:
    """(H, W, 3) uint8, BGR, of any picture; transparent parts are white.

    Raises:
        InputRefusedError: its values have more than 16 bits, so that nobody knows which is white.
    """
    if picture.mode.startswith('I;16'):
        return cv2.cvtColor((np.asarray(picture) >> 8).astype(np.uint8), cv2.COLOR_GRAY2BGR)
    if picture.mode in ('I', 'F'):
        raise InputRefusedError(f'{name}: its values have 32 bits, of which none is known to be white; save it with 8 or 16')
    if picture.has_transparency_data:
        colours = picture.convert('RGBA')
        picture = Image.new('RGB', picture.size, 'white')
        picture.paste(colours, mask=colours)
    rgb = picture if picture.mode == 'RGB' else picture.convert('RGB')
    return cv2.cvtColor(np.asarray(rgb), cv2.COLOR_RGB2BGR)


def orientation_of(picture: Image.Image) -> int:
    """1 to 8 as in EXIF; 1, upright, where nothing is told."""
    # Pillow would decode a PNG only to see whether there is any.
    if picture.format == 'PNG' and not {'exif', 'Raw profile type exif'} & picture.info.keys():
        return 1
    try:
        return picture.getexif().get(_ORIENTATION, 1)
    except Exception:  # notes that are damaged tell nothing
        return 1


def turned(picture: np.ndarray, orientation: int) -> np.ndarray:
    return _TURNS[orientation](picture) if orientation in _TURNS else picture


def refuse_cut_off(file: BinaryIO, kind: str, name: str) -> None:
    """Refuse a PNG, JPEG or WebP that ends too early: decoders fill what is missing with grey, which would be read as paper.

    Args:
        file: is left at its start.
    """
    length = file.seek(0, io.SEEK_END)
    file.seek(max(length - _TAIL_BYTES, 0))
    tail = file.read()
    file.seek(0)
    if kind == 'png':
        cut = b'IEND' not in tail
    elif kind == 'webp':
        cut = length < 8 + int.from_bytes(file.read(8)[4:], 'little')
    elif kind == 'jpeg' and b'\xff\xd9' not in tail:  # phones put videos and the like behind the end mark
        data = file.read()
        cut = b'\xff\xd9' not in data[data.rfind(b'\xff\xda') :]
    else:
        cut = False
    file.seek(0)
    if cut:
        raise InputRefusedError(f'{name}: the file is cut off; copy it again from its source')
