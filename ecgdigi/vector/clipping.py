"""What is seen of a line within a box."""

import numpy as np

from .drawing import Box


def visible_parts(points_mm: np.ndarray, clip_mm: Box) -> np.ndarray:
    """Cut a polyline to a box.

    Args:
        points_mm: (N, 2) mm.
        clip_mm: (left, top, right, bottom), mm.

    Returns:
        (M, 2) the parts inside, which end on the box's edges, one after the other, with a row of NaN between them; (0, 2) if
        nothing is inside.
    """
    low, high = np.array(clip_mm[:2]), np.array(clip_mm[2:])
    if ((points_mm >= low) & (points_mm <= high)).all():
        return points_mm
    starts, steps = points_mm[:-1], np.diff(points_mm, axis=0)
    enters, leaves = _shares_inside(starts, steps, low, high)
    seen = enters < leaves
    parts, open_part = [], False
    for k in np.flatnonzero(seen).tolist():
        if not (open_part and enters[k] <= 0 and seen[k - 1]):
            parts += [[np.nan, np.nan]] if parts else []
            parts.append((starts[k] + enters[k] * steps[k]).tolist())
        parts.append((starts[k] + leaves[k] * steps[k]).tolist())
        open_part = leaves[k] >= 1
    return np.array(parts, np.float64).reshape(-1, 2)


def _shares_inside(starts, steps, low, high) -> tuple[np.ndarray, np.ndarray]:
    """Shares of each step at which it enters and leaves the box (Liang and Barsky 1984); entering is later where it misses."""
    with np.errstate(divide='ignore', invalid='ignore'):
        to_low, to_high = (low - starts) / steps, (high - starts) / steps
    level = steps == 0
    inside = (starts >= low) & (starts <= high)
    first = np.where(level, np.where(inside, -np.inf, np.inf), np.minimum(to_low, to_high))
    last = np.where(level, np.where(inside, np.inf, -np.inf), np.maximum(to_low, to_high))
    return np.maximum(first.max(1), 0.0), np.minimum(last.min(1), 1.0)
