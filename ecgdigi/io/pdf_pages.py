"""Pages of a PDF as pictures."""

import math

import cv2
import numpy as np
import pypdfium2 as pdfium

from .limits import InputRefusedError, Limits, refuse_size
from .pdfium import opened_page

# 200 dpi is 8 px/mm, at which the networks read.
RENDER_DPI = 200.0
# A page that is one scan is drawn at the scan's own resolution, so that no pixel is resampled; beyond this there is nothing to gain.
MAX_SCAN_DPI = 400.0
# A3 at 400 dpi is 31 Mpx. Larger sheets are drawn at fewer dpi.
MAX_RENDER_PIXELS = 40_000_000
# Share of the page that a picture covers at least to be a scan of it.
MIN_SCAN_COVER = 0.9
_POINTS_PER_INCH = 72.0


def draw_pdf_page(pdf: pdfium.PdfDocument, index: int, name: str, limits: Limits) -> np.ndarray:
    """Draw a page as a viewer shows it.

    It is drawn at 200 dpi; one that is a scan at the scan's own resolution, if that is higher, up to 400 dpi; and at fewer where it
    would have more than 40 Mpx or `limits.max_pixels`.

    Args:
        index: from 0.
        name: of the file and page, for errors.

    Returns:
        (H, W, 3) uint8, BGR.

    Raises:
        InputRefusedError: the page is damaged, too small, or holds a picture beyond the limits.
    """
    with opened_page(pdf, index, name) as page:
        width_pt, height_pt = page.get_size()
        if not (0 < width_pt < math.inf and 0 < height_pt < math.inf):
            raise InputRefusedError(f'{name}: has no size; print it to a new PDF')
        scale = max(RENDER_DPI, min(_scan_dpi(page, name, limits), MAX_SCAN_DPI)) / _POINTS_PER_INCH
        budget = min(limits.max_pixels, MAX_RENDER_PIXELS)
        # Sides are rounded up to whole pixels.
        scale = min(scale, math.sqrt(budget / (width_pt * height_pt)) * 0.999)
        refuse_size(name, math.ceil(width_pt * scale), math.ceil(height_pt * scale), limits)
        bitmap = page.render(scale=scale)
        try:
            # A view of the bitmap's memory, which ends with it.
            return cv2.copyTo(bitmap.to_numpy(), None)
        finally:
            bitmap.close()


def _scan_dpi(page: pdfium.PdfPage, name: str, limits: Limits) -> float:
    """Resolution of the picture that covers the page, dpi; 0 where there is none."""
    left, bottom, right, top = page.get_bbox()
    found_dpi = 0.0
    for item in page.get_objects(filter=[pdfium.raw.FPDF_PAGEOBJ_IMAGE]):
        width, height = item.get_px_size()
        if width * height > limits.max_pixels:  # it would be decoded whole
            refuse_size(name, width, height, limits)
        a, b, c, d, *_ = item.get_matrix().get()
        sides_pt = math.hypot(a, b), math.hypot(c, d)
        if item.level == 0 and _cover(item.get_bounds(), (left, bottom, right, top)) >= MIN_SCAN_COVER and all(sides_pt):
            found_dpi = max(found_dpi, _POINTS_PER_INCH * max(width / sides_pt[0], height / sides_pt[1]))
    return found_dpi


def _cover(inner: tuple[float, ...], outer: tuple[float, ...]) -> float:
    """Share of one box that lies in another; both (left, bottom, right, top)."""
    width = min(inner[2], outer[2]) - max(inner[0], outer[0])
    height = min(inner[3], outer[3]) - max(inner[1], outer[1])
    area = (outer[2] - outer[0]) * (outer[3] - outer[1])
    return max(width, 0) * max(height, 0) / area if area > 0 else 0.0
