"""A picture of a page from a data set, with what is known about it."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .ecg_signal import ECGSignal
from .leads import canonical_lead_name


@dataclass(frozen=True)
class PrintedPiece:
    """Where one printed piece of a lead lies in a picture. Points are (x, y) in px; (0, 0) is the centre of the top left pixel.

    Attributes:
        lead: standard lead name.
        lead_box_px: (4, 2) float64, corners of the box around the trace: top left, top right, bottom right, bottom left of the
            upright page. None if not known.
        text_box_px: (4, 2) float64, the same around the printed lead name. None if not known, or not printed.
        points_px: (N, 2) float64, the pen's path, one point per sample. None if not known.
    """

    lead: str
    lead_box_px: np.ndarray | None = None
    text_box_px: np.ndarray | None = None
    points_px: np.ndarray | None = None

    def __post_init__(self):
        object.__setattr__(self, 'lead', canonical_lead_name(self.lead))
        for name, rows in (('lead_box_px', 4), ('text_box_px', 4), ('points_px', None)):
            points = getattr(self, name)
            if points is None:
                continue
            points = np.asarray(points, np.float64)
            if points.ndim != 2 or points.shape[1] != 2 or rows not in (None, len(points)):
                raise ValueError(f'{name} of lead {self.lead} has shape {points.shape}, wanted ({rows or "N"}, 2)')
            object.__setattr__(self, name, points)


@dataclass(frozen=True)
class PageRecord:
    """One picture of one page.

    Attributes:
        record_id: the recording that the page shows. Several pictures may show the same one.
        picture_path: the picture, not decoded.
        truth: what is printed, from the page's start on, mV, NaN where a lead is not printed. None if not known.
        kind: what sort of picture it is, e.g. 'render' or 'colour scan'. '' if not known.
        layout: name of the arrangement of leads, usually one of LAYOUTS. None if not known.
        mm_per_s: paper speed, mm/s. None if not known.
        mm_per_mv: gain, mm/mV. None if not known.
        pieces: where the printed pieces lie in the picture; empty if not known.
    """

    record_id: str
    picture_path: Path
    truth: ECGSignal | None
    kind: str = ''
    layout: str | None = None
    mm_per_s: float | None = None
    mm_per_mv: float | None = None
    pieces: tuple[PrintedPiece, ...] = ()

    def __post_init__(self):
        for name in ('mm_per_s', 'mm_per_mv'):
            value = getattr(self, name)
            if value is not None and not value > 0:
                raise ValueError(f'{self.record_id}: {name}={value} must be positive, or None if it is not known')

    @property
    def page_name(self) -> str:
        """A name that tells the record's pictures apart and can be a file's: no folders in it."""
        *folders, name = self.record_id.split('/')
        stem = Path(self.picture_path).stem
        return '_'.join([*folders, *([] if stem.startswith(name) else [name]), stem])
