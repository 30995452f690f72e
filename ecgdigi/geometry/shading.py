"""How bright the paper is where nothing is printed, and pages as if it were evenly lit."""

import cv2
import numpy as np

# The paper's brightness is found on a picture this many times as coarse.
COARSER = 4
# Where light is evened out: marks up to this width are no shade, mm; the paper's brightness is smoothed by this much, mm.
MARK_MM = 3.5
SMOOTH_MM = 1.5
# The lit part of a page stays as it is: paper this bright among all, and brighter. Elsewhere it is raised to that, up to a limit:
# in black there is nothing but noise.
LIT_PERCENT = 60
MAX_GAIN = 6.0


def brightest_channel(page: np.ndarray) -> np.ndarray:
    """(H, W, 3) to (H, W): coloured lines are pale in it, black ink is not."""
    return np.maximum(np.maximum(page[..., 0], page[..., 1]), page[..., 2])


def paper_brightness(brightest: np.ndarray, mark_px: float, smooth_px: float) -> np.ndarray:
    """Brightness of the paper: what stays after closing, which fills every mark that is narrow enough.

    Args:
        brightest: (H, W) uint8.
        mark_px: width of the widest mark, px.
        smooth_px: standard deviation by which the result is smoothed, px.

    Returns:
        (H, W) uint8.
    """
    small = cv2.resize(brightest, None, fx=1 / COARSER, fy=1 / COARSER, interpolation=cv2.INTER_AREA)
    reach = round(mark_px) // COARSER + 1
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((reach, reach)))
    return cv2.resize(cv2.GaussianBlur(paper, (0, 0), smooth_px / COARSER), brightest.shape[::-1])


def even_light(page: np.ndarray, px_per_mm: float) -> np.ndarray:
    """Shadows and dark creases of a straightened page brightened, so that ink there is as dark against its paper as elsewhere.

    Args:
        page: (H, W, 3) uint8, BGR.
        px_per_mm: its resolution.

    Returns:
        (H, W, 3) uint8.
    """
    paper = paper_brightness(brightest_channel(page), MARK_MM * px_per_mm, SMOOTH_MM * px_per_mm)
    gain = np.clip(np.percentile(paper, LIT_PERCENT) / np.maximum(paper, 1), 1, MAX_GAIN).astype(np.float32)
    return cv2.multiply(page, cv2.merge([gain] * 3), dtype=cv2.CV_8U)
