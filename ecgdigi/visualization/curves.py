"""Curves over the iterations of runs."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from ecgdigi.io.atomic import atomic_path

Curve = tuple[Sequence[float], Sequence[float]]


def plot_curves(panels: Mapping[str, Mapping[str, Curve]], path: str | os.PathLike, title: str = '') -> None:
    """Write a picture with one panel below the other.

    Args:
        panels: name of the quantity -> name of the run -> (iterations, values).
        path: of the picture; its ending says the format.
        title: above all panels.

    Raises:
        ValueError: an ending that is no format.
        OSError: it could not be written.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 0.4 + 2.6 * len(panels)), layout='constrained')
    refuse_unknown_ending(path)
    figure.suptitle(title)
    for axes, (quantity, curves) in zip(
        figure.subplots(len(panels), sharex=True, squeeze=False)[:, 0], panels.items(), strict=True
    ):
        for name, (iterations, values) in curves.items():
            axes.plot(iterations, values, label=name, linewidth=1, marker='.' if len(values) < 40 else None)
        values = np.concatenate([values for _, values in curves.values()])
        if values.size and values.min() > 0 and values.max() > 30 * values.min():
            axes.set_yscale('log')
        axes.set_ylabel(quantity)
        axes.grid(alpha=0.3)
        axes.legend(fontsize='small')
    axes.set_xlabel('iteration')
    with atomic_path(path) as temporary:
        figure.savefig(temporary, dpi=120)


def refuse_unknown_ending(path: str | os.PathLike) -> None:
    """Raises: ValueError: the ending of a picture's name says no format."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    formats = FigureCanvasAgg.get_supported_filetypes()
    if Path(path).suffix.lower().removeprefix('.') not in formats:
        raise ValueError(f'{path}: its ending is no format of a picture; write one of {", ".join(sorted(formats))}')
