"""Cutting straightened strips out of a page, and moving truth with them. Training and use share these functions."""

import cv2
import numpy as np

from ecgdigi.structures import HomographyMap, PageMap, PageTruth, Strip, local_px_per_mm, position_columns, transform_points

from .warp import lattice_nodes, resample

# Pictures of 1200 dpi are ten times as fine as what is cut of them; a map that asks for more is wrong there.
MAX_FACTOR = 10


def cut_strip(
    picture: np.ndarray,
    page_map: PageMap,
    *,
    left_mm: float,
    top_mm: float,
    width_px: int,
    height_px: int,
    px_per_mm: float,
    interpolation: int = cv2.INTER_CUBIC,
) -> Strip:
    """Resample a piece of a page, once, from the original picture.

    Where the picture is finer than the strip, the strip is sampled at a whole multiple of its resolution and averaged
    down, so nothing is skipped. Outside the picture the nearest border pixels are repeated.

    Args:
        picture: (H, W, 3) uint8.
        page_map: paper mm <-> picture px.
        left_mm, top_mm: paper point at the centre of the strip's top left pixel, mm.
        width_px, height_px: size of the strip, px.
        px_per_mm: resolution of the strip, px/mm.
        interpolation: OpenCV's flag; linear takes a third of the time of cubic, and blurs.
    """
    middle_mm = np.array([left_mm + width_px / px_per_mm / 2, top_mm + height_px / px_per_mm / 2])
    finest = max(local_px_per_mm(page_map, middle_mm))
    # 1.4: up to there cubic interpolation itself averages enough.
    factor = int(np.clip(np.ceil(finest / (1.4 * px_per_mm)), 1, MAX_FACTOR))
    fine_px_per_mm = px_per_mm * factor
    # Strip px (fine) to paper mm: the centre of a coarse pixel is the mean of its fine pixels' centres.
    shift = (factor - 1) / 2
    to_mm = np.array([
        [1 / fine_px_per_mm, 0, left_mm - shift / fine_px_per_mm],
        [0, 1 / fine_px_per_mm, top_mm - shift / fine_px_per_mm],
        [0, 0, 1.0],
    ])  # fmt: skip
    size = (width_px * factor, height_px * factor)
    if isinstance(page_map, HomographyMap):
        flags = interpolation | cv2.WARP_INVERSE_MAP
        fine = cv2.warpPerspective(picture, page_map.matrix @ to_mm, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    else:
        # A curved map is followed at points a millimetre apart, and straight between them.
        cell_px = 2 * int(fine_px_per_mm / 2) + 1
        places = page_map.to_px(transform_points(to_mm, lattice_nodes(size, cell_px)))
        fine = resample(picture, places, cell_px, size, interpolation=interpolation, border=cv2.BORDER_REPLICATE)
    if factor > 1:
        fine = cv2.resize(fine, (width_px, height_px), interpolation=cv2.INTER_AREA)
    return Strip(fine, px_per_mm, left_mm, top_mm)


def truth_rows(truth: PageTruth, row: int, strip: Strip, positions_per_column: int) -> np.ndarray:
    """Row of the pen's centre at every position of a strip.

    Returns:
        (W * positions_per_column,) float32, px; NaN where the row is not printed. May lie outside the strip.
    """
    columns = position_columns(strip.picture.shape[1], positions_per_column)
    heights_mm = truth.heights_mm(row, strip.columns_to_mm(columns))
    return ((heights_mm - strip.top_mm) * strip.px_per_mm).astype(np.float32)
