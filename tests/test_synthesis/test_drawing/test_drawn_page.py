import dataclasses
import itertools

import numpy as np
import pytest

from ecgdigi.synthesis.drawing import PrintedText, PulseStyle, draw_page


def test_a_window_is_a_part_of_the_page(signal, make_style):
    style = dataclasses.replace(make_style(px_per_mm=5.0), pulse=PulseStyle(1.0, 0.5, 5.0), separator_mm=6.0)
    whole = draw_page(signal, style)
    part = draw_page(signal, style, (40.0, 60.0, 160.0, 150.0))
    assert part.picture.shape == (450, 600, 3)
    left, top = np.round(whole.page_map.to_px(np.array([40.0, 60.0])) + 0.5).astype(int)
    assert np.abs(whole.picture[top : top + 450, left : left + 600].astype(int) - part.picture).max() <= 1
    point_mm = np.array([100.0, 100.0])
    assert np.allclose(part.page_map.to_px(point_mm), whole.page_map.to_px(point_mm) - [left, top])


def test_names_lie_in_their_boxes(signal, make_style):
    for font in ('sans', 'uni', 'simplex', 'triplex'):
        style = make_style(px_per_mm=8.0)
        style = dataclasses.replace(style, label=dataclasses.replace(style.label, font=font, offset_mm=(30.0, -12.0)))
        with_names = draw_page(signal, style)
        without = draw_page(signal, dataclasses.replace(style, label=dataclasses.replace(style.label, height_mm=0.0)))
        changed = (with_names.picture != without.picture).any(axis=2)
        assert len(with_names.truth.labels) == 13
        assert without.truth.labels == ()
        for label in with_names.truth.labels:
            corners_mm = np.array(label.box_mm).reshape(2, 2) + np.array([[-0.4], [0.4]])
            (left, top), (right, bottom) = np.round(with_names.page_map.to_px(corners_mm)).astype(int)
            box = changed[top:bottom, left:right]
            assert box.mean() > 0.1
            box[...] = False
        assert not changed.any()


@pytest.mark.parametrize('side', ['left', 'right'])
def test_a_pulse_is_one_millivolt_where_the_truth_says(signal, make_style, side):
    style = make_style(px_per_mm=8.0)
    style = dataclasses.replace(style, pulse=PulseStyle(2.0, 0.5, 5.0, side), gain_error=0.02)
    page = draw_page(signal, style)
    assert [pulse.row for pulse in page.truth.pulses] == [0, 1, 2, 3]
    for pulse in page.truth.pulses:
        assert np.ptp(pulse.points_mm[:, 1]) == pytest.approx(10.2)
        top = page.page_map.to_px(pulse.points_mm[2:4].mean(0))
        assert page.picture[round(top[1]), round(top[0])].max() < 60


def test_clipped_gapped_and_wrongly_scaled_traces(signal, make_style):
    plain = draw_page(signal, make_style()).truth
    style = dataclasses.replace(make_style(), clip_mm=3.0, column_gap_mm=2.0, gain_error=0.01)
    traces = draw_page(signal, style).truth.traces
    for trace, other in zip(traces, plain.traces, strict=True):
        deviation = trace.y_mm - plain.baselines_mm[trace.row]
        assert np.abs(deviation).max() <= 3.0 + 1e-9
        assert len(trace.x_mm) <= len(other.x_mm)
        common = np.isin(other.x_mm, trace.x_mm)
        expected = np.clip((other.y_mm[common] - plain.baselines_mm[trace.row]) * 1.01, -3.0, 3.0)
        assert np.allclose(deviation, expected)
    by_row = [trace for trace in traces if trace.row == 0]
    gaps = [after.x_mm[0] - before.x_mm[-1] for before, after in itertools.pairwise(by_row)]
    assert np.allclose(gaps, 2.0, atol=0.06)


def test_dots_fall_on_crossings_alone(signal, make_style):
    style = make_style(px_per_mm=10.0)
    grid = dataclasses.replace(style.grid, fine_width_mm=0.2, coarse_width_mm=0.0, dots=True, box_mm=(30.0, 40.0, 120.0, 90.0))
    page = draw_page(signal, dataclasses.replace(style, grid=grid, pen=dataclasses.replace(style.pen, strength=0.0)))
    grey = page.picture.min(axis=2)
    # Below the first row's traces and names, above those of the second.
    dots = np.argwhere(grey[420:600, 320:1180] < 254) + np.array([420, 320])
    assert len(dots) > 18 * 86 * 0.9
    places_mm = page.page_map.to_mm(dots[:, ::-1].astype(float)) - grid.offset_mm
    assert np.abs(places_mm - np.round(places_mm)).max() < 0.16


def test_print_of_a_worn_thermal_head_is_uneven_and_has_a_dead_row(signal, make_style):
    style = make_style(px_per_mm=8.0)
    grid = dataclasses.replace(style.grid, fine_width_mm=0.0, coarse_width_mm=0.0)
    pen = dataclasses.replace(style.pen, unevenness=0.2, dead_rows_mm=(20.0,), width_mm=0.5)
    style = dataclasses.replace(
        style, grid=grid, pen=pen, pulse=PulseStyle(1.0, 0.0, 5.0), baselines_mm=(30.0, 80.0, 130.0, 190.0)
    )
    even = draw_page(signal, style).picture.min(axis=2).astype(float)
    uneven = draw_page(signal, style, rng=np.random.default_rng(0)).picture.min(axis=2).astype(float)
    inked = even < 40
    assert uneven[inked].std() > even[inked].std() + 5
    row = round(20.0 * 8 - 0.5)
    dead = uneven[row][inked[row]].mean()  # an eighth of a millimetre: one row of eight to the millimetre
    assert dead > uneven[row + 3][inked[row + 3]].mean() + 60


def test_an_unknown_font_is_named(signal, make_style):
    style = dataclasses.replace(make_style(), texts=(PrintedText('x', (10.0, 10.0), 3.0, font='comic'),))
    with pytest.raises(ValueError, match="font='comic'; choose one of sans"):
        draw_page(signal, style)
