"""PDFium, one call at a time: the library is shared by all threads of a process, and is not safe for more than one of them."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2 as pdfium

from .limits import InputRefusedError

# Held during every call of the library, closing things included: what is left to the garbage collector is closed anywhere.
PDFIUM_LOCK = threading.RLock()
# A PDF says where it ends within its last kilobyte; some programs put zeros and blanks behind that.
_END_WITHIN = 1024


def open_pdf(data: bytes, name: str) -> pdfium.PdfDocument:
    """Open a PDF; to be closed while PDFIUM_LOCK is held.

    Args:
        data: the file.
        name: of it, for errors.

    Raises:
        InputRefusedError: it is damaged, cut off or encrypted, or has no page.
    """
    if b'%%EOF' not in data[-(1 << 20) :].rstrip(b'\0 \r\n\t')[-_END_WITHIN:]:
        # PDFium would read what is left of it, and show blank paper in place of the rest.
        raise InputRefusedError(f'{name}: the PDF is cut off; copy it again from its source')
    with PDFIUM_LOCK:
        raw = pdfium.raw.FPDF_LoadMemDocument64(data, len(data), None)
        code = pdfium.raw.FPDF_GetLastError()
        if raw:
            pdf = pdfium.PdfDocument(raw)
            pdf.data = data  # the library reads on in it
            if len(pdf):
                return pdf
            pdf.close()
            raise InputRefusedError(f'{name}: the PDF has no page')
    if code == pdfium.raw.FPDF_ERR_PASSWORD:
        raise InputRefusedError(f'{name}: the PDF needs a password; save it without one first')
    if code == pdfium.raw.FPDF_ERR_SECURITY:
        raise InputRefusedError(f'{name}: the PDF is protected in a way that is not known; print it to a new PDF first')
    raise InputRefusedError(f'{name}: not a PDF that can be read; open it in a viewer and print it to a new one')


@contextmanager
def opened_page(pdf: pdfium.PdfDocument, index: int, name: str) -> Iterator[pdfium.PdfPage]:
    """A page of a document, with PDFIUM_LOCK held. Args: index: from 0; name: for errors.

    Raises:
        InputRefusedError: the page is damaged; also for errors of the library inside the block.
    """
    with PDFIUM_LOCK:
        try:
            page = pdf[index]
            try:
                yield page
            finally:
                page.close()
        except pdfium.PdfiumError:
            raise InputRefusedError(f'{name}: damaged; open it in a viewer and print it to a new PDF') from None
