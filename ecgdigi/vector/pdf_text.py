"""The words of a PDF page and where they stand. Nothing of them is kept beyond the reading of the page."""

import ctypes

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw

from .drawing import Word

# An ECG page has a few hundred characters; of a page full of text the first part will do.
MAX_CHARACTERS = 20_000
# A gap of this many heights parts words.
WORD_GAP = 0.6


def read_words(page: pdfium.PdfPage, matrix: np.ndarray) -> list[Word]:
    """Words of a page.

    Args:
        matrix: (3, 2) from the page's own system to mm on the page as seen.
    """
    text_page = page.get_textpage()
    try:
        return _words(text_page.raw, matrix)
    finally:
        text_page.close()


def _words(text_page, matrix: np.ndarray) -> list[Word]:
    words, word = [], None
    for index in range(min(raw.FPDFText_CountChars(text_page), MAX_CHARACTERS)):
        text = chr(raw.FPDFText_GetUnicode(text_page, index))
        if text.isspace() or not text.isprintable() or raw.FPDFText_IsGenerated(text_page, index) == 1:
            word = None
            continue
        quarter_turns, box_mm = _direction(text_page, index, matrix), _box_mm(text_page, index, matrix)
        if word is None or word[1] != quarter_turns or _gap(word[2][-1], box_mm, quarter_turns) > WORD_GAP:
            word = ([], quarter_turns, [])
            words.append(word)
        word[0].append(text)
        word[2].append(box_mm)
    return [_word(''.join(characters), turns, np.array(boxes)) for characters, turns, boxes in words]


def _direction(text_page, index: int, matrix: np.ndarray) -> int:
    own = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(text_page, index, own)
    x, y = np.array([own.a, own.b]) @ matrix[:2]
    return round(np.arctan2(y, x) / (np.pi / 2)) % 4


def _box_mm(text_page, index: int, matrix: np.ndarray) -> tuple[float, float, float, float]:
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    raw.FPDFText_GetCharBox(text_page, index, left, right, bottom, top)
    corners = np.array([[left.value, bottom.value], [right.value, top.value]]) @ matrix[:2] + matrix[2]
    return (*corners.min(0).tolist(), *corners.max(0).tolist())


def _gap(one, other, quarter_turns: int) -> float:
    """Distance of two characters in the direction of writing, in heights of the first."""
    along = quarter_turns % 2
    height = max(one[3 - along] - one[1 - along], other[3 - along] - other[1 - along], 1e-6)
    off = other[along] - one[along + 2] if quarter_turns in (0, 1) else one[along] - other[along + 2]
    across = abs(other[1 - along] + other[3 - along] - one[1 - along] - one[3 - along]) / 2
    return max(abs(off) if off < -height else off, across) / height


def _word(text: str, quarter_turns: int, boxes_mm: np.ndarray) -> Word:
    left, top = boxes_mm[:, :2].min(0).tolist()
    right, bottom = boxes_mm[:, 2:].max(0).tolist()
    size = (right - left, bottom - top)
    length_mm, height_mm = size[::-1] if quarter_turns % 2 else size
    return Word(text, (left + right) / 2, (top + bottom) / 2, length_mm, height_mm, quarter_turns)
