"""How bright the paper is where nothing is printed."""

import cv2
import numpy as np

# The paper's brightness is found on a picture this many times as coarse.
COARSER = 4


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
