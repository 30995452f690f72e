"""Files with pages: pictures, stacks of pictures, PDF and DICOM, each page as one picture."""

import io
import os
from pathlib import Path

import numpy as np

from . import dicom_pages
from .images import IMAGE_SUFFIXES
from .limits import InputRefusedError, Limits, refuse_file, refuse_size
from .pdf_pages import draw_pdf_page
from .pdfium import PDFIUM_LOCK, open_pdf
from .raster import decode, decode_opened, in_one_line, opened, refuse_cut_off
from .sniff import kind_of

# Endings by which files are found in folders; a file that is named is judged by its content.
DOCUMENT_SUFFIXES = (*IMAGE_SUFFIXES, '.heic', '.heif', '.pdf', '.dcm')
_KNOWN = 'PNG, JPEG, BMP, TIFF, WebP, HEIC, PDF or DICOM'


class Document:
    """A file whose pages can be asked for; a context manager, to be left by the thread that uses it last.

    Attributes:
        name: of the file, for errors.
        kind: 'picture', 'tiff', 'pdf' or 'dicom'.
        num_pages: at least 1.
        pdf_data: the PDF that its pages are of; None where they are pictures.
    """

    pdf_data: bytes | None = None

    def __init__(self, name: str, kind: str, num_pages: int):
        self.name, self.kind, self.num_pages = name, kind, num_pages

    def __enter__(self) -> 'Document':
        return self

    def __exit__(self, *_) -> None:
        self.close()

    def label(self, index: int) -> str:
        """How a page is called: by its file, and its number where the file has more of them."""
        return self.name if self.num_pages == 1 else f'{self.name}: page {index + 1}'

    def picture(self, index: int) -> np.ndarray:
        """Decode a page.

        Args:
            index: from 0.

        Returns:
            (H, W, 3) uint8, BGR.

        Raises:
            InputRefusedError: the page is damaged, too small or too large; others may be good.
        """
        raise NotImplementedError

    def close(self) -> None:
        """Give back what is held outside of Python's own memory."""
        return


class _Picture(Document):
    def __init__(self, data: bytes, kind: str, name: str, limits: Limits):
        super().__init__(name, 'picture', 1)
        self._data, self._kind, self._limits = data, kind, limits
        file = io.BytesIO(data)
        refuse_cut_off(file, kind, name)
        with opened(file, kind, name, limits):
            pass

    def picture(self, index: int) -> np.ndarray:
        return decode(self._data, self._kind, self.name, self._limits)


class _Stack(Document):
    """The frames of a TIFF. Each is opened anew, so that threads do not share a place in the file."""

    def __init__(self, data: bytes, name: str, limits: Limits):
        self._data, self._limits = data, limits
        with opened(io.BytesIO(data), 'tiff', name, limits) as picture:
            super().__init__(name, 'tiff', picture.n_frames)

    def picture(self, index: int) -> np.ndarray:
        name = self.label(index)
        with opened(io.BytesIO(self._data), 'tiff', name, self._limits) as picture:
            picture.seek(index)
            refuse_size(name, *picture.size, self._limits)
            return decode_opened(picture, name)


class _PDF(Document):
    def __init__(self, data: bytes, kind: str, name: str, limits: Limits):
        self._limits, self._pdf, self.pdf_data = limits, open_pdf(data, name), data
        with PDFIUM_LOCK:
            super().__init__(name, kind, len(self._pdf))

    def picture(self, index: int) -> np.ndarray:
        with in_one_line(self.label(index), self._limits):
            return draw_pdf_page(self._pdf, index, self.label(index), self._limits)

    def close(self) -> None:
        with PDFIUM_LOCK:
            self._pdf.close()


class _Frames(Document):
    """The frames of a DICOM object."""

    def __init__(self, dataset, name: str, limits: Limits):
        super().__init__(name, 'dicom', dicom_pages.count_frames(dataset, name, limits))
        self._dataset, self._limits = dataset, limits

    def picture(self, index: int) -> np.ndarray:
        with in_one_line(self.label(index), self._limits):
            return dicom_pages.decode_frame(self._dataset, index, self.label(index))


def open_document(path: str | os.PathLike, limits: Limits | None = None) -> Document:
    """Open a file of any kind, told by its content and not by its ending.

    Args:
        limits: what may be decoded; None: the usual.

    Raises:
        FileNotFoundError: there is no such file.
        InputRefusedError: it is of no known kind, damaged, encrypted, empty or too large.
        ImportError: its kind needs an extra that is not installed.
    """
    limits, name = limits or Limits(), str(path)
    refuse_file(path, limits)
    data = Path(path).read_bytes()
    kind = kind_of(data)
    if kind is None:
        raise InputRefusedError(f'{name}: not a picture or document that can be read; wanted {_KNOWN}')
    if kind == 'tiff':
        return _Stack(data, name, limits)
    if kind == 'pdf':
        return _PDF(data, kind, name, limits)
    if kind == 'dicom':
        with in_one_line(name, limits):
            dataset = dicom_pages.read_dicom(data, name)
            pdf = dicom_pages.encapsulated_pdf(dataset, name)
            return _Frames(dataset, name, limits) if pdf is None else _PDF(pdf, kind, name, limits)
    return _Picture(data, kind, name, limits)
