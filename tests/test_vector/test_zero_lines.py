"""Zero lines by pulses, by laws, by even rows, on rows whose middles lie elsewhere."""

import numpy as np
import pytest

from ecgdigi.structures import LAYOUTS, LEAD_NAMES, ECGSignal
from ecgdigi.vector.step_pulses import Pulse
from ecgdigi.vector.zero_lines import find_zero_lines

TRUE_MM = np.array([30.0, 70.0, 110.0, 150.0])
# How far the middle of each row's traces is from its zero line.
OFF_MM = np.array([0.4, -0.7, 0.3, -0.6])


def shown(signal, layout, off_mm=OFF_MM, mm_per_mv=10.0):
    """What each row shows if its zero line is taken to be its middle."""
    rows_mv = np.full((layout.num_rows, 12, 5000), np.nan)
    for box in layout.boxes(duration_s=10.0):
        part, lead = slice(round(500 * box.start_s), round(500 * box.stop_s)), LEAD_NAMES.index(box.lead)
        rows_mv[box.row, lead, part] = signal.signal_mv[lead, :5000][part] + box.sign * off_mm[box.row] / mm_per_mv
    return [ECGSignal(row_mv, 500.0, LEAD_NAMES) for row_mv in rows_mv]


def solved(signal, name, pulses=(), true_mm=TRUE_MM, off_mm=OFF_MM):
    layout = LAYOUTS[name]
    return find_zero_lines(true_mm + off_mm, pulses, shown(signal, layout, off_mm), layout, mm_per_mv=10.0)


def test_feet_of_pulses_tell_it(signal):
    pulses = [Pulse(height_mm, 10.0, 15.0) for height_mm in TRUE_MM]
    assert solved(signal, '3x4+1', pulses) == pytest.approx(TRUE_MM, abs=1e-3)


def test_a_pulse_between_rows_tells_nothing(signal):
    assert solved(signal, '3x4+1', [Pulse(90.0, 10.0, 15.0)]) == pytest.approx(solved(signal, '3x4+1'), abs=1e-6)


def test_laws_repeats_and_even_rows_tell_it_without_pulses(signal):
    assert solved(signal, '3x4+1') == pytest.approx(TRUE_MM, abs=0.02)


def test_uneven_rows_are_not_forced_to_be_even(signal):
    uneven_mm = np.array([30.0, 70.0, 110.0, 170.0])
    found = solved(signal, '3x4+1', true_mm=uneven_mm)
    assert np.abs(found - uneven_mm).max() < 1.0
    # The rhythm row still follows the column that it repeats.
    assert found[3] - found[1] == pytest.approx(100.0, abs=0.02)


def test_one_pulse_and_the_laws_tell_all_rows(signal):
    assert solved(signal, '3x4+1', [Pulse(30.0, 10.0, 15.0)]) == pytest.approx(TRUE_MM, abs=0.01)


def test_leads_that_obey_no_law_are_left_at_their_middle(signal):
    noise = ECGSignal(np.random.default_rng(0).normal(0, 1, signal.signal_mv.shape), 500.0, LEAD_NAMES)
    level_mm = np.zeros(4)
    found = solved(noise, '3x4+1', off_mm=level_mm)
    assert found == pytest.approx(TRUE_MM, abs=0.01)
