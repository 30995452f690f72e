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
        dots: the 1 mm lines are printed at their crossings alone.
        box_mm: (left, top, right, bottom) of the printed area, mm; None is the whole paper.
    """

    fine_width_mm: float
    coarse_width_mm: float
    fine_bgr: Colour
    coarse_bgr: Colour
    offset_mm: tuple[float, float] = (0.0, 0.0)
    dots: bool = False
    box_mm: tuple[float, float, float, float] | None = None


@dataclass(frozen=True)
class PenStyle:
    """The trace.

    Attributes:
        width_mm: stroke width, mm.
        bgr: colour.
        strength: 0 (invisible) to 1 (opaque).
        bleed_mm: standard deviation by which ink runs into the paper, mm.
        unevenness: relative standard deviation of the density across the print head and along the paper.
        dead_rows_mm: paper y at which an element of the head prints nothing, a line of 1/8 mm.
        flat_ends: strokes end where the trace does, as most programs draw them, not half a width further, as a round pen does.
    """

    width_mm: float
    bgr: Colour
    strength: float = 1.0
    bleed_mm: float = 0.0
    unevenness: float = 0.0
    dead_rows_mm: tuple[float, ...] = ()
    flat_ends: bool = False


@dataclass(frozen=True)
class LabelStyle:
    """The names of the leads.

    Attributes:
        font: name of one of OpenCV's fonts, see `ink.FONTS`.
        weight: 100 (thin) to 1000 (black).
        height_mm: nominal size of the letters, mm; 0 prints no names.
        offset_mm: (x, y) from the start of a lead's piece at 0 mV to the name's lower left corner.
        bgr: colour.
    """

    font: str
    weight: int
    height_mm: float
    offset_mm: tuple[float, float]
    bgr: Colour


@dataclass(frozen=True)
class PrintedText:
    """A line of text. Attributes: origin_mm: (x, y) of its lower left corner, mm; the others as in `LabelStyle`."""

    text: str
    origin_mm: tuple[float, float]
    height_mm: float
    font: str = 'sans'
    weight: int = 400
    bgr: Colour = (0.0, 0.0, 0.0)


@dataclass(frozen=True)
class PrintedLine:
    """A line, frame or filled shape. Attributes: points_mm: (x, y) each; filled: the area inside, too."""

    points_mm: tuple[tuple[float, float], ...]
    width_mm: float
    bgr: Colour
    filled: bool = False


@dataclass(frozen=True)
class PulseStyle:
    """The calibration pulses.

    Attributes:
        gap_mm: from the trace's end to the pulse.
        flank_mm: length of the piece of baseline on both sides of it.
        width_mm: of its top.
        side: 'left' or 'right' of the row.
        first_row_only: one pulse a page, not one a row.
    """

    gap_mm: float
    flank_mm: float
    width_mm: float
    side: str = 'left'
    first_row_only: bool = False


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
        pulse: calibration pulses; None for none.
        gain_error: relative error of the printer's gain, of traces and pulses.
        row_delays_s: time by which the signal of each row is drawn later than it should, s; empty for none.
        clip_mm: furthest that a trace goes from its baseline, mm; None for no limit.
        column_gap_mm: length not printed between two leads of a row, mm.
        separator_mm: height of the bars between columns; 0 for none.
        separator_width_mm: their width.
        texts, lines: whatever else is printed.
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
    pulse: PulseStyle | None = None
    gain_error: float = 0.0
    row_delays_s: tuple[float, ...] = ()
    clip_mm: float | None = None
    column_gap_mm: float = 0.0
    separator_mm: float = 0.0
    separator_width_mm: float = 0.3
    texts: tuple[PrintedText, ...] = ()
    lines: tuple[PrintedLine, ...] = ()
