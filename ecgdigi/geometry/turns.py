"""Pictures turned by quarters, and the maps that go with them."""

import numpy as np

from ecgdigi.structures import PageMap, transformed


def turned(picture: np.ndarray, page_map: PageMap, quarter_turns: int) -> tuple[np.ndarray, PageMap]:
    """A picture turned counterclockwise, as by `np.rot90`, and its map; paper points keep their coordinates.

    Args:
        picture: (H, W, 3).
        page_map: paper mm <-> px of the picture.
    """
    to_turned = np.eye(3)
    for _ in range(quarter_turns % 4):
        to_turned = np.array([[0, 1, 0], [-1, 0, picture.shape[1] - 1], [0, 0, 1.0]]) @ to_turned
        picture = np.rot90(picture)
    return np.ascontiguousarray(picture), transformed(page_map, after=to_turned)
