"""What speaks for a page time, on rows that are printed in plain places."""

import numpy as np
import pytest
from drawn_rows import reading

from ecgdigi.geometry.column_evidence import ColumnEvidence, rise
from ecgdigi.geometry.page_marks import PageMarks
from ecgdigi.structures import LAYOUTS

X_MM = np.arange(300 * 4) / 4
LAYOUT = LAYOUTS['3x4']


def evidence(first_mm, last_mm, marks=None):
    after, before = X_MM - first_mm, last_mm - X_MM
    outside = (after < 0) | (before <= 0)
    rows = [reading(X_MM, np.where(outside, np.nan, 50.0 + 30 * k)) for k in range(3)]
    return ColumnEvidence.of(rows, LAYOUT, marks)


def test_ends_of_the_traces_are_found():
    place, support, evident = evidence(20.0, 270.0).support(250 * 4)
    assert place == 20 * 4
    assert (support, evident) == pytest.approx((2.0, 2.0))


def test_paper_without_traces_and_traces_outside_count_against_it():
    seen = evidence(20.0, 270.0)
    exact, longer, shorter = (seen.support(length_mm * 4)[1] for length_mm in (250, 270, 230))
    assert exact > longer + 0.5
    assert exact > shorter + 0.5


def test_an_end_may_lie_beyond_the_picture():
    place, support, evident = evidence(80.0, 300.0).support(250 * 4)
    assert place == 80 * 4
    assert 1.0 < evident < 2.0
    assert support == pytest.approx(evident)  # what is beyond the picture counts neither for nor against


@pytest.mark.parametrize('first_mm', [10.0, 40.0])
def test_beginnings_of_pieces_decide_between_equals(first_mm):
    """Traces of 220 mm: 250 mm of page time may begin where they do, or end where they do."""
    starts = np.zeros((200, 300))
    starts[:, [round(first_mm + 62.5 * k) for k in (1, 2, 3)]] = 1.0
    marks = PageMarks((), (), starts, 0.0, 0.0, 1.0)
    place, _, evident = evidence(40.0, 260.0, marks).support(250 * 4)
    assert place == first_mm * 4
    assert evident == pytest.approx(1.0 + 1.0)  # one end and the beginnings


def test_rise_by_hand():
    assert rise(np.array([0.0, 0.0, 1.0, 1.0]), 2).tolist() == [0.0, 0.5, 1.0, 0.0, -1.0]
