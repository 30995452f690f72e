"""Resampling a picture through a map that is known at the nodes of a lattice."""

import cv2
import numpy as np


def lattice_nodes(size_px: tuple[int, int], cell_px: int) -> np.ndarray:
    """Nodes of a lattice that covers a picture.

    Args:
        size_px: (width, height) of the picture, px.
        cell_px: distance of neighbouring nodes, px.

    Returns:
        (h, w, 2) float64, picture points (x, y), px; node (i, j) at (j, i) * cell_px. The last ones lie outside.
    """
    width, height = (-(-size // cell_px) + 1 for size in size_px)
    rows, columns = np.mgrid[0:height, 0:width]
    return np.stack([columns, rows], -1) * float(cell_px)


def dense(nodes: np.ndarray, cell_px: int, size_px: tuple[int, int]) -> np.ndarray:
    """Values at the nodes of `lattice_nodes`, bilinear at every pixel between them.

    Args:
        nodes: (h, w) or (h, w, C).
        cell_px: an odd number, so that nodes lie on pixels.
        size_px: (width, height), px.

    Returns:
        (height, width) or (height, width, C) float32.
    """
    if cell_px % 2 == 0:
        raise ValueError(f'cell_px={cell_px} must be odd')
    # OpenCV's enlargement puts a node in the middle of its cell_px pixels: half a cell more to the left.
    large = cv2.resize(np.asarray(nodes, np.float32), (nodes.shape[1] * cell_px, nodes.shape[0] * cell_px))
    half = cell_px // 2
    return large[half : half + size_px[1], half : half + size_px[0]]


def resample(
    picture: np.ndarray, places: np.ndarray, cell_px: int, size_px: tuple[int, int], *, interpolation: int, border: int
) -> np.ndarray:
    """A new picture, each pixel of which is taken from a place of the old one.

    Args:
        picture: (H, W, 3) uint8.
        places: (h, w, 2) at the nodes of `lattice_nodes`: points (x, y) of the old picture, px.
        cell_px: distance of the nodes, px, odd.
        size_px: (width, height) of the new picture, px.
        interpolation, border: OpenCV's flags.

    Returns:
        (height, width, 3) uint8.
    """
    return cv2.remap(picture, dense(places, cell_px, size_px), None, interpolation, borderMode=border)
