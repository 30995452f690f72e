import numpy as np

from ecgdigi.geometry.rows import RowReading
from ecgdigi.geometry.time_frame import TimeFrame
from ecgdigi.structures import LEAD_NAMES, ECGSignal, HomographyMap, PageGeometry, PageLayout, scale_matrix
from ecgdigi.visualization.overlay import draw_line_overlay, draw_overlay


def test_a_lead_that_is_printed_upside_down_is_drawn_upside_down():
    signal_mv = np.full((12, 1000), np.nan)
    signal_mv[LEAD_NAMES.index('aVR')] = 1.0  # 10 mm from a zero line at 30 mm
    x_mm = np.arange(0, 300, 0.25)
    row = RowReading(x_mm, np.full(len(x_mm), 30.0), np.ones(len(x_mm)), np.ones(len(x_mm)))
    geometry = PageGeometry(HomographyMap(scale_matrix(4.0)), 25.0, 10.0)
    frame = TimeFrame(left_mm=20.0, duration_s=10.0, width_mm=250.0)
    white = np.full((240, 1200, 3), 255, np.uint8)
    heights_mm = []
    for name in ('aVR', '-aVR'):
        layout = PageLayout('one', [[name]])
        canvas = draw_overlay(white, ECGSignal(signal_mv, 100.0, LEAD_NAMES), layout, geometry, frame, [row])
        inked = np.flatnonzero((canvas[:, 600] < 200).any(axis=1))
        heights_mm.append((inked.mean() + 0.5) / 4.0)
    assert np.allclose(heights_mm, [20.0, 40.0], atol=0.3)


def test_lines_are_drawn_at_their_place_on_the_page():
    white = np.full((400, 800, 3), 255, np.uint8)
    lines = [('II', np.array([[50.0, 50.0], [100.0, 50.0]])), ('II', np.array([[110.0, 50.0], [150.0, 50.0]]))]
    canvas = draw_line_overlay(white, lines, (200.0, 100.0))
    inked = (canvas < 200).any(axis=2)
    assert np.allclose(np.flatnonzero(inked[:, 300]).mean(), 50.0 * 4 - 0.5, atol=0.5)
    assert not inked[:, 415:435].any()  # between the two lines
    assert inked[:, 500].any()
    assert not inked[:, 620:].any()
