"""The whole geometry without a network: what is drawn must come back from the exact pen heights."""

import numpy as np
import pytest
from drawn_rows import drawn_rows

from ecgdigi.geometry.assemble import assemble_rows, merge_rows
from ecgdigi.geometry.rows import RowReading
from ecgdigi.geometry.scale import Scale
from ecgdigi.geometry.time_frame import INSIDE_MM, TimeFrame, fit_time_frame
from ecgdigi.structures import LAYOUTS
from ecgdigi.synthesis.drawing.page import page_truth

SCALE = Scale(25.0, 10.0, 'given', 'given')


@pytest.mark.parametrize('name', sorted(LAYOUTS))
def test_round_trip(signal, make_style, name):
    truth = page_truth(signal, make_style(name))
    x_mm = (np.arange(290 * 16) + 0.5) / 16  # the page's left end, 20 mm, lies between two positions
    readings = drawn_rows(signal, make_style(name), x_mm)
    layout = LAYOUTS[name]
    frame = fit_time_frame(readings, layout, mm_per_s=25.0)
    assert frame.duration_s == 10.0
    assert frame.left_mm == pytest.approx(20.0 - INSIDE_MM, abs=0.04)
    frame = TimeFrame(left_mm=20.0, duration_s=10.0, width_mm=250.0)
    read = merge_rows(assemble_rows(readings, layout, frame, SCALE, fs_hz=500.0), layout)
    for box in layout.boxes(duration_s=10.0):
        if box.duration_s < max(b.duration_s for b in layout.boxes(duration_s=10.0) if b.lead == box.lead):
            continue
        samples = slice(round(box.start_s * 500) + 20, round(box.stop_s * 500) - 20)
        true_mv, read_mv = signal.lead(box.lead)[samples], read.lead(box.lead)[samples]
        level = truth.baselines_mm[box.row] - readings[box.row].zero_line_mm
        error = read_mv + level / 10.0 - true_mv
        assert np.sqrt(np.mean((error - error.mean()) ** 2)) < 0.01 * true_mv.std()
        outside = np.delete(read.lead(box.lead), np.arange(round(box.start_s * 500) - 3, round(box.stop_s * 500) + 3) % 5000)
        assert np.isnan(outside).all()


def test_ends_of_pieces_are_kept_clear_of_the_next_stroke():
    """The path changes to the next lead's height 0.35 mm early: nothing of it shows in the first lead."""
    x_mm = np.arange(300 * 16) / 16
    printed = ((x_mm >= 20) & (x_mm <= 270)).astype(float)
    y_mm = np.where(x_mm < 20 + 62.5 - 0.35, 100.0, 92.0)  # lead I at 0 mV, then aVR 8 mm higher
    rows = [RowReading(x_mm, y_mm + 30 * k, printed, printed) for k in range(3)]
    frame = TimeFrame(left_mm=20.0, duration_s=10.0, width_mm=250.0)
    read = merge_rows(assemble_rows(rows, LAYOUTS['3x4'], frame, SCALE, fs_hz=500.0), LAYOUTS['3x4'])
    lead = read.lead('I')[:1250]
    assert np.isfinite(lead).all()
    assert np.ptp(lead[100:]) < 1e-3


def test_an_end_that_was_read_for_itself_is_taken_as_it_is():
    """aVR begins 8 mm above and falls by 4 mm within its first 0.1 mm: what is next to other ends is not believed."""
    x_mm = (np.arange(300 * 16) + 0.5) / 16
    printed = ((x_mm >= 20) & (x_mm <= 270)).astype(float)
    begin_mm = 20 + 62.5
    y_mm = np.select([x_mm < begin_mm, x_mm < begin_mm + 0.1], [100.0, 92.0], 96.0)
    frame = TimeFrame(left_mm=20.0, duration_s=10.0, width_mm=250.0)
    first_mv = []
    for ends in ((), ((begin_mm, True),), ((begin_mm, False),)):
        rows = [RowReading(x_mm, y_mm + 30 * k, printed, printed, ends) for k in range(3)]
        level_mv = (rows[0].zero_line_mm - 96.0) / 10.0
        read = merge_rows(assemble_rows(rows, LAYOUTS['3x4'], frame, SCALE, fs_hz=500.0), LAYOUTS['3x4'])
        first_mv.append(read.lead('aVR')[1250] - level_mv)
    assert first_mv == pytest.approx([0.0, 0.4, 0.0], abs=0.1)


def test_a_steep_wave_at_the_beginning_of_a_piece_is_kept():
    """The path leaves lead I for the top of aVR's R wave, 12 mm high, and jumps down its flank 0.3 mm later."""
    x_mm = np.arange(300 * 16) / 16
    printed = ((x_mm >= 20) & (x_mm <= 270)).astype(float)
    begin_mm = 20 + 62.5
    y_mm = np.where((x_mm >= begin_mm) & (x_mm < begin_mm + 0.3), 88.0, 100.0)
    rows = [RowReading(x_mm, y_mm + 30 * k, printed, printed) for k in range(3)]
    frame = TimeFrame(left_mm=20.0, duration_s=10.0, width_mm=250.0)
    read = merge_rows(assemble_rows(rows, LAYOUTS['3x4'], frame, SCALE, fs_hz=500.0), LAYOUTS['3x4'])
    assert np.allclose(read.lead('aVR')[1250:1254], 1.2, atol=0.2)
    assert np.allclose(read.lead('I')[:1240], 0, atol=0.05)


def test_faint_stretches_of_a_path_are_kept_within_page_time_and_blank_ones_are_not():
    """Nine mm in the middle of lead V1: doubtful whether a trace is printed, once with a clear path, once with none."""
    x_mm = np.arange(300 * 16) / 16
    y_mm = np.full(len(x_mm), 95.0)
    inked = ((x_mm >= 20) & (x_mm <= 270)).astype(float)
    faint = (x_mm >= 170) & (x_mm < 179)
    frame = TimeFrame(left_mm=20.0, duration_s=10.0, width_mm=250.0)
    for path, ink, share in ((0.9, 0.2, 1.0), (0.1, 0.2, 0.0), (0.9, 0.0, 0.0)):
        sure = np.where(faint, path, 0.9)
        rows = [RowReading(x_mm, y_mm + 30 * k, np.where(faint, ink, inked), sure) for k in range(3)]
        read = merge_rows(assemble_rows(rows, LAYOUTS['3x4'], frame, SCALE, fs_hz=500.0), LAYOUTS['3x4']).lead('V1')
        middle = read[round((172 - 20) / 25 * 500) : round((177 - 20) / 25 * 500)]  # clear of both ends
        assert np.isfinite(middle).mean() == share
    assert np.isfinite(read[2501:2900]).all()


def test_a_rhythm_row_is_read_to_its_end_where_columns_stand_closer():
    """Columns 0.5 mm closer than their time: the first three rows lack 2 mm at the right, the rhythm row does not."""
    x_mm = np.arange(300 * 16) / 16
    ends_mm = (268.0, 268.0, 268.0, 270.0)
    y_mm = np.where(x_mm > 268.5, 95.0, 100.0)  # a wave in the last 1.5 mm
    printed = [((x_mm >= 20) & (x_mm <= end_mm)).astype(float) for end_mm in ends_mm]
    rows = [RowReading(x_mm, y_mm + 30 * k, ink, ink) for k, ink in enumerate(printed)]
    frame = TimeFrame(left_mm=20.0, duration_s=10.0, width_mm=248.0)
    read = merge_rows(assemble_rows(rows, LAYOUTS['3x4+1'], frame, SCALE, fs_hz=500.0), LAYOUTS['3x4+1'])
    assert read.lead('II')[4980] - read.lead('II')[4000] == pytest.approx(0.5, abs=0.01)
    assert np.isfinite(read.lead('II')).all()
