"""What is known of one page after it was read: the one object that every export is made from."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from .ecg_signal import ECGSignal
from .layouts import PageLayout


@dataclass(frozen=True)
class DigitizedECG:
    """A page in millivolts, and how it was read.

    Nothing of what is written on the page is kept here: no name, no number, no text, and not the name of its file.

    Attributes:
        signal: twelve leads, mV; NaN where not printed.
        layout: arrangement that was found or given.
        mm_per_s, mm_per_mv: paper speed and gain.
        speed_from, gain_from: what told them, e.g. 'given', 'beats', 'pulse', 'text', 'grid', 'assumed'.
        route: 'pixels', by networks; or 'vector', the file's own lines.
        agreement_db: how well the leads agree in this layout (II = I + III and the like), dB; None where that was not asked.
        residual_mm: how far the page's grid is from the map, mm, in the mean; None without a grid.
        confidence: shape of `signal.signal_mv`, 0 to 1; NaN where nothing is printed; None where the route tells none.
        grade: quality from 'A' to 'E'; '' where it was not judged.
        reasons: what lowers the grade, a line each.
        page_number: of the file's pages, from 1.
        provenance: what read it: 'ecgdigi' version, SHA-256 of 'source' file, of the weights by name, of the 'settings'.
    """

    signal: ECGSignal
    layout: PageLayout
    mm_per_s: float
    mm_per_mv: float
    speed_from: str
    gain_from: str
    route: str
    agreement_db: float | None = None
    residual_mm: float | None = None
    confidence: np.ndarray | None = None
    grade: str = ''
    reasons: tuple[str, ...] = ()
    page_number: int = 1
    provenance: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self):
        if self.confidence is not None and np.shape(self.confidence) != self.signal.signal_mv.shape:
            raise ValueError(f'confidence has shape {np.shape(self.confidence)}, wanted that of signal_mv')
