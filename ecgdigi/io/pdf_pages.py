"""Pages of a PDF as pictures."""

import itertools
import math

import numpy as np
import pypdfium2 as pdfium

from .limits import InputRefusedError, Limits, refuse_size
from .pdfium import opened_page

# 200 dpi is 8 px/mm, at which the networks read.
RENDER_DPI = 200.0
# A page that is one scan is drawn at the scan's own resolution, so that no pixel is resampled; up to this, more tells nothing.
MAX_SCAN_DPI = 400.0
# A3 at 400 dpi is 31 Mpx. Larger sheets are drawn at fewer dpi.
MAX_RENDER_PIXELS = 40_000_000
# Share of the page that a picture covers at least to be a scan of it.
MIN_SCAN_COVER = 0.9
# Rounded page sizes make a scan finer one way than the other by less than this. A fax, of 204 by 98 dpi, gets square pixels.
MAX_ASPECT = 1.02
# Objects among which the scan is sought: 0.2 s. A scan comes first, before the words that a search finds behind it.
_MAX_OBJECTS = 20_000
_POINTS_PER_INCH = 72.0
# PDFium rounds the edges of pictures outwards. Drawn this much within its edges a scan comes out as it was stored, to the last
# bit; without it, it is smeared over one more row of pixels.
_INSET_PX = 0.01


def draw_pdf_page(pdf: pdfium.PdfDocument, index: int, name: str, limits: Limits) -> np.ndarray:
    """Draw a page as a viewer shows it.

    It is drawn at 200 dpi; one that is a scan at the scan's own resolution, if that is higher, up to 400 dpi; and at fewer
    where it would have more than 40 Mpx or `limits.max_pixels`.

    Args:
        index: from 0.
        name: of the file and page, for errors.

    Returns:
        (H, W, 3) uint8, BGR.

    Raises:
        InputRefusedError: the page is damaged, too small, or holds a picture beyond the limits.
    """
    with opened_page(pdf, index, name) as page:
        size_pt = page.get_size()
        if not all(0 < side < math.inf for side in size_pt):
            raise InputRefusedError(f'{name}: has no size; print it to a new PDF')
        dpi = _page_dpi(page, name, limits)
        width, height = (max(1, round(side * axis_dpi / _POINTS_PER_INCH)) for side, axis_dpi in zip(size_pt, dpi, strict=True))
        budget = min(limits.max_pixels, MAX_RENDER_PIXELS)
        if width * height > budget:
            shrink = math.sqrt(budget / (width * height))
            width, height = int(width * shrink), int(height * shrink)
        refuse_size(name, width, height, limits)
        return _draw(page, size_pt, width, height)


def _draw(page: pdfium.PdfPage, size_pt: tuple[float, float], width: int, height: int) -> np.ndarray:
    raw = pdfium.raw
    bitmap = pdfium.PdfBitmap.new_native(width, height, raw.FPDFBitmap_BGR)
    try:
        bitmap.fill_rect((255, 255, 255, 255), 0, 0, width, height)
        across, down = ((side - 2 * _INSET_PX) / side_pt for side, side_pt in zip((width, height), size_pt, strict=True))
        matrix = raw.FS_MATRIX(across, 0, 0, down, _INSET_PX, _INSET_PX)
        raw.FPDF_RenderPageBitmapWithMatrix(bitmap, page, matrix, raw.FS_RECTF(0, 0, width, height), raw.FPDF_ANNOT)
        return bitmap.to_numpy().copy()  # the bitmap's memory ends with it
    finally:
        bitmap.close()


def _page_dpi(page: pdfium.PdfPage, name: str, limits: Limits) -> tuple[float, float]:
    """Resolution across and down, dpi: that of the scan which the page is, else the usual one."""
    scan_dpi = _scan_dpi(page, name, limits)
    if max(scan_dpi) <= RENDER_DPI:
        return RENDER_DPI, RENDER_DPI
    shrink = min(1.0, MAX_SCAN_DPI / max(scan_dpi))
    return scan_dpi[0] * shrink, scan_dpi[1] * shrink


def _scan_dpi(page: pdfium.PdfPage, name: str, limits: Limits) -> tuple[float, float]:
    """Resolution of the finest picture that covers the page, as it is seen, across and down, dpi; 0 where there is none."""
    box = page.get_bbox()
    found_dpi = (0.0, 0.0)
    for item in itertools.islice(page.get_objects(), _MAX_OBJECTS):
        if item.type != pdfium.raw.FPDF_PAGEOBJ_IMAGE:
            continue
        width, height = item.get_px_size()
        if width * height > limits.max_pixels:  # it would be decoded whole
            refuse_size(name, width, height, limits)
        if item.level == 0 and _cover(item.get_bounds(), box) >= MIN_SCAN_COVER:
            a, b, c, d, *_ = item.get_matrix().get()
            across, down = (
                _POINTS_PER_INCH * px / pt if pt else 0.0 for px, pt in ((width, math.hypot(a, b)), (height, math.hypot(c, d)))
            )
            # Either the matrix or the page may turn it on its side.
            on_its_side = (abs(b) > abs(a)) != (page.get_rotation() in (90, 270))
            found_dpi = max(found_dpi, (down, across) if on_its_side else (across, down))
    return found_dpi if max(found_dpi) <= MAX_ASPECT * min(found_dpi) else (max(found_dpi),) * 2


def _cover(inner: tuple[float, ...], outer: tuple[float, ...]) -> float:
    """Share of one box that lies in another; both (left, bottom, right, top)."""
    width = min(inner[2], outer[2]) - max(inner[0], outer[0])
    height = min(inner[3], outer[3]) - max(inner[1], outer[1])
    area = (outer[2] - outer[0]) * (outer[3] - outer[1])
    return max(width, 0) * max(height, 0) / area if area > 0 else 0.0
