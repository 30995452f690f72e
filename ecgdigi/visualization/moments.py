"""Short stretches of readings over their truths."""

import os
from collections.abc import Mapping

import numpy as np

from ecgdigi.io.atomic import atomic_path

from .curves import refuse_unknown_ending

COLUMNS = 3


def plot_moments(moments: Mapping[str, tuple[np.ndarray, np.ndarray, np.ndarray]], path: str | os.PathLike) -> None:
    """Write a picture with one panel for each.

    Args:
        moments: title -> (times, s; truth, mV; reading, mV), (W,) each.
        path: of the picture; its ending says the format.

    Raises:
        ValueError: an ending that is no format.
        OSError: it could not be written.
    """
    from matplotlib.figure import Figure

    refuse_unknown_ending(path)
    rows = -(-len(moments) // COLUMNS)
    figure = Figure(figsize=(3.6 * COLUMNS, 2.3 * rows), layout='constrained')
    panels = figure.subplots(rows, COLUMNS, squeeze=False).ravel()
    for axes, (title, (times_s, truth_mv, reading_mv)) in zip(panels, moments.items(), strict=False):
        axes.plot(times_s, truth_mv, color='tab:green', linewidth=2.2, alpha=0.6)
        axes.plot(times_s, reading_mv, color='tab:red', linewidth=0.9)
        axes.set_title(title, fontsize='small')
        axes.grid(alpha=0.3)
    for axes in panels[len(moments) :]:
        axes.set_axis_off()
    with atomic_path(path) as temporary:
        figure.savefig(temporary, dpi=100)
