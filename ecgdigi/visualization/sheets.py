"""Sheets of small labelled pictures."""

from collections.abc import Sequence

import cv2
import numpy as np

CAPTION_PX = 20
GAP_PX = 6
TEXT_SCALE = 0.42
TEXT_BGR = (30, 30, 30)


def tile_sheet(tiles: Sequence[tuple[str, np.ndarray]], columns: int, tile_px: tuple[int, int]) -> np.ndarray:
    """Put pictures side by side, each above its label; those too large are made smaller, and none is enlarged.

    Args:
        tiles: (label, (H, W, 3) uint8 picture) each, row by row.
        columns: of the sheet.
        tile_px: (width, height) of the room of each picture, px.

    Returns:
        (H, W, 3) uint8, BGR.

    Raises:
        ValueError: no tile, or no column.
    """
    if not tiles or columns < 1:
        raise ValueError(f'{len(tiles)} tiles in {columns} columns: at least one of each')
    width, height = tile_px
    rows = -(-len(tiles) // columns)
    sheet = np.full((rows * (height + CAPTION_PX + GAP_PX), columns * (width + GAP_PX) - GAP_PX, 3), 255, np.uint8)
    for k, (label, picture) in enumerate(tiles):
        left, top = k % columns * (width + GAP_PX), k // columns * (height + CAPTION_PX + GAP_PX)
        small = fitted(picture, tile_px)
        sheet[top : top + small.shape[0], left : left + small.shape[1]] = small
        wide = cv2.getTextSize(label, cv2.FONT_HERSHEY_SIMPLEX, TEXT_SCALE, 1)[0][0]
        scale = min(TEXT_SCALE, 0.95 * TEXT_SCALE * width / max(wide, 1))  # a long label in smaller letters
        place = (left, top + height + CAPTION_PX - 6)
        cv2.putText(sheet, label, place, cv2.FONT_HERSHEY_SIMPLEX, scale, TEXT_BGR, 1, cv2.LINE_AA)
    return sheet


def fitted(picture: np.ndarray, box_px: tuple[int, int]) -> np.ndarray:
    """A picture made smaller, if it must, so that it fits into a (width, height) box, px."""
    share = min(box_px[0] / picture.shape[1], box_px[1] / picture.shape[0])
    if share >= 1:
        return picture
    size = tuple(max(round(side * share), 1) for side in picture.shape[1::-1])
    return cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
