"""What a file is, by its content: endings lie."""

import struct

# What the start of a file of each kind looks like.
_MAGIC = {
    b'\x89PNG\r\n\x1a\n': 'png',
    b'\xff\xd8\xff': 'jpeg',
    b'BM': 'bmp',
    b'II*\0': 'tiff',
    b'MM\0*': 'tiff',
    b'II+\0': 'tiff',
    b'MM\0+': 'tiff',
}
_HEIC_BRANDS = (b'heic', b'heix', b'heim', b'heis', b'hevc', b'hevx', b'mif1', b'msf1')
# A PDF may begin this late, after a mail's or a printer's own lines.
_PDF_WITHIN = 1024
HEAD_BYTES = 1024


def kind_of(head: bytes) -> str | None:
    """'png', 'jpeg', 'webp', 'bmp', 'tiff', 'heic', 'dicom' or 'pdf'; None for anything else.

    Args:
        head: the first HEAD_BYTES of the file, or more.
    """
    if head[128:132] == b'DICM':
        return 'dicom'
    for magic, kind in _MAGIC.items():
        if head.startswith(magic):
            return kind
    if head[:4] == b'RIFF' and head[8:12] == b'WEBP':
        return 'webp'
    if head[4:8] == b'ftyp' and head[8:12] in _HEIC_BRANDS:
        return 'heic'
    return 'pdf' if b'%PDF-' in head[:_PDF_WITHIN] else None


def webp_size(head: bytes) -> tuple[int, int] | None:
    """(width, height) by the header of a WebP; None if it is none. Its decoder takes its memory as soon as it is opened."""
    if len(head) < 30:
        return None
    chunk = head[12:16]
    if chunk == b'VP8X':
        return 1 + int.from_bytes(head[24:27], 'little'), 1 + int.from_bytes(head[27:30], 'little')
    if chunk == b'VP8L':
        bits = int.from_bytes(head[21:25], 'little')
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if chunk == b'VP8 ':
        width, height = struct.unpack('<HH', head[26:30])
        return width & 0x3FFF, height & 0x3FFF
    return None
