"""How a page is printed: plain values, all lengths in mm, all colours BGR from 0 to 255."""

from dataclasses import dataclass

from ecgdigi.structures import PageLayout

Colour = tuple[float, float, float]


@dataclass(frozen=True)
class GridStyle:
    """The printed grid.

    Attributes:
        fine_width_mm, coarse_width_mm: line width of the 1 mm and the 5 mm lines, mm; 0 leaves them out.
        fine_bgr, coarse_bgr: colours.
        offset_mm: (x, y) place of one crossing of coarse lines.
        margin_mm: white border around the grid.
    """

    fine_width_mm: float
    coarse_width_mm: float
    fine_bgr: Colour
    coarse_bgr: Colour
    offset_mm: tuple[float, float] = (0.0, 0.0)
    margin_mm: float = 0.0


@dataclass(frozen=True)
class PenStyle:
    """Attributes: width_mm: stroke width, mm; bgr: colour; strength: 0 (invisible) to 1 (opaque)."""

    width_mm: float
    bgr: Colour
    strength: float = 1.0


@dataclass(frozen=True)
class LabelStyle:
    """Text on the page.

    Attributes:
        font: name of one of OpenCV's built-in fonts.
        weight: 100 (thin) to 1000 (black).
        height_mm: nominal size of the letters, mm; 0 prints no lead names.
        offset_mm: (x, y) from the start of a lead's piece at 0 mV to the name's lower left corner.
        bgr: colour.
        header: lines printed at the top.
        footer: line printed at the bottom.
    """

    font: str
    weight: int
    height_mm: float
    offset_mm: tuple[float, float]
    bgr: Colour
    header: tuple[str, ...] = ()
    footer: str = ''


@dataclass(frozen=True)
class PageStyle:
    """Everything about a page but its signal.

    Attributes:
        layout: arrangement of the leads.
        paper_mm: (width, height).
        paper_bgr: colour of the paper.
        px_per_mm: resolution of the picture, px/mm.
        mm_per_s, mm_per_mv: paper speed and gain.
        duration_s: seconds shown by a row.
        left_mm: paper x of page time 0.
        baselines_mm: paper y of 0 mV of each row.
        grid, pen, label: styles of the parts.
        pulse_mm: (gap to the trace, flank, width) of the calibration pulse left of each row; None for no pulse.
        separator_mm: height of the bars between columns; 0 for none.
        separator_width_mm: their width.
    """

    layout: PageLayout
    paper_mm: tuple[float, float]
    paper_bgr: Colour
    px_per_mm: float
    mm_per_s: float
    mm_per_mv: float
    duration_s: float
    left_mm: float
    baselines_mm: tuple[float, ...]
    grid: GridStyle
    pen: PenStyle
    label: LabelStyle
    pulse_mm: tuple[float, float, float] | None = None
    separator_mm: float = 0.0
    separator_width_mm: float = 0.3
