"""The whole geometry without a network: what is drawn must come back from the exact pen heights."""

import numpy as np
import pytest

from ecgdigi.geometry.assemble import assemble_signal, zero_line_mm
from ecgdigi.geometry.layout_match import match_layout
from ecgdigi.geometry.rows import RowReading
from ecgdigi.geometry.time_frame import fit_time_frame
from ecgdigi.structures import LAYOUTS
from ecgdigi.synthesis.drawing.page import page_truth


@pytest.mark.parametrize('name', sorted(LAYOUTS))
def test_round_trip(signal, make_style, name):
    truth = page_truth(signal, make_style(name))
    x_mm = np.arange(0, 290, 1 / 16)
    readings = []
    for row in range(truth.layout.num_rows):
        y_mm = truth.heights_mm(row, x_mm)
        inked = np.isfinite(y_mm)
        readings.append(RowReading(x_mm, np.where(inked, y_mm, 0), inked.astype(float), inked.astype(float)))
    layout = match_layout(readings, name)
    frame = fit_time_frame(readings, layout, mm_per_s=25.0)
    assert frame.duration_s == 10.0
    assert frame.left_mm == pytest.approx(20.0, abs=0.1)
    read = assemble_signal(readings, layout, frame, mm_per_s=25.0, mm_per_mv=10.0, fs_hz=500.0)
    for box in layout.boxes(duration_s=10.0):
        if box.duration_s < max(b.duration_s for b in layout.boxes(duration_s=10.0) if b.lead == box.lead):
            continue
        samples = slice(round(box.start_s * 500) + 20, round(box.stop_s * 500) - 20)
        true_mv, read_mv = signal.lead(box.lead)[samples], read.lead(box.lead)[samples]
        level = truth.baselines_mm[box.row] - zero_line_mm(readings[box.row])
        error = read_mv + level / 10.0 - true_mv
        assert np.sqrt(np.mean((error - error.mean()) ** 2)) < 0.06 * true_mv.std() + 0.002
        outside = np.delete(read.lead(box.lead), np.arange(round(box.start_s * 500) - 3, round(box.stop_s * 500) + 3) % 5000)
        assert np.isnan(outside).all()
