"""Pictures of one end of one lead, from which the lead that stands beside it is taken away."""

import numpy as np

# Such a window shows this much of the lead, and this much of the place beyond its end, px.
LEAD_PX, BEYOND_PX = 96, 32
WINDOW_PX = LEAD_PX + BEYOND_PX


def lead_columns(*, begins: bool) -> slice:
    """Columns of a window that show the lead; it begins with the first of them, or ends with the last."""
    return slice(BEYOND_PX, WINDOW_PX) if begins else slice(0, LEAD_PX)


def wiped(window: np.ndarray, *, begins: bool) -> np.ndarray:
    """A copy that shows nothing but paper beyond the end of the lead.

    Where two leads stand close together, the last wave of one and the first of the other run into each other, and a path through
    both runs on rather than jumps. Without the other one there is but one path.

    Args:
        window: (H, WINDOW_PX, 3) uint8.
        begins: whether the lead begins there, and runs to the right.
    """
    copy = np.empty_like(window)
    copy[:] = np.median(window.reshape(-1, 3), axis=0)
    columns = lead_columns(begins=begins)
    copy[:, columns] = window[:, columns]
    return copy
