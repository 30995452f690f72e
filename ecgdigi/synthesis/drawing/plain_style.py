"""One fixed page, where nothing is to be random: for demonstrations and measurements."""

from ecgdigi.structures import LAYOUTS

from .style import GridStyle, LabelStyle, PageStyle, PenStyle


def plain_style(px_per_mm: float) -> PageStyle:
    """Ten seconds on A4 on its side: 3x4+1 at 25 mm/s and 10 mm/mV, black on a red grid, the names of the leads and nothing else.

    Args:
        px_per_mm: resolution of the picture, px/mm. For more on the page, `dataclasses.replace` its `texts`, `pulse` and so on.
    """
    ink_bgr = (30, 25, 25)
    return PageStyle(
        layout=LAYOUTS['3x4+1'],
        paper_mm=(297.0, 210.0),
        paper_bgr=(250, 252, 255),
        px_per_mm=px_per_mm,
        mm_per_s=25.0,
        mm_per_mv=10.0,
        duration_s=10.0,
        left_mm=22.0,
        baselines_mm=(55.0, 95.0, 135.0, 175.0),
        grid=GridStyle(0.1, 0.2, (205, 195, 250), (160, 150, 235)),
        pen=PenStyle(0.3, ink_bgr),
        label=LabelStyle('sans', 400, 4.0, (1.0, -12.0), ink_bgr),
    )
