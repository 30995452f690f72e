"""What hand-made marks say for layouts."""

from dataclasses import replace

import numpy as np
import pytest

from ecgdigi.geometry.layout_names import START_WEIGHT, support_of_names
from ecgdigi.geometry.page_marks import MarkedName, PageMarks
from ecgdigi.geometry.rows import RowReading
from ecgdigi.structures import LAYOUTS, LEAD_NAMES, PageLayout

LEFT_MM, WIDTH_MM, PITCH_MM = 20.0, 250.0, 30.0
X_MM = np.arange(0, 300, 0.125)


def rows_of(layout):
    inked = ((X_MM >= LEFT_MM) & (X_MM <= LEFT_MM + WIDTH_MM)).astype(float)
    return [RowReading(X_MM, np.full(len(X_MM), 40 + PITCH_MM * k), inked, inked) for k in range(layout.num_rows)]


def marks_of(layout, hidden=()):
    """A name at each piece's start, and a probability of 0.9 at each beginning."""
    rows = rows_of(layout)
    starts = np.zeros((420, 300))
    names = []
    for row, leads in zip(rows, layout.rows, strict=True):
        for k, lead in enumerate(leads):
            x_mm = LEFT_MM + k * WIDTH_MM / len(leads)
            starts[round(row.zero_line_mm) - 8 : round(row.zero_line_mm) + 9, round(x_mm)] = 0.9
            if lead not in hidden:
                names.append(MarkedName(x_mm + 4, row.zero_line_mm - 6, {lead.removeprefix('-'): 0.9}))
    return PageMarks(tuple(row.zero_line_mm for row in rows), tuple(names), starts, 0.0, 0.0, 1.0)


@pytest.mark.parametrize('name', sorted(LAYOUTS))
@pytest.mark.parametrize('hidden', [(), LEAD_NAMES], ids=['named', 'unnamed'])
def test_a_page_speaks_most_for_its_own_layout(name, hidden):
    layout = LAYOUTS[name]
    marks, rows = marks_of(layout, hidden), rows_of(layout)
    scores = {other.name: support_of_names(marks, other, rows).score for other in LAYOUTS.values() if other.num_rows == len(rows)}
    assert max(scores, key=scores.get) == name
    own = support_of_names(marks, layout, rows)
    assert own.num_wrong == 0
    assert own.num_right == (0 if hidden else 12)


def test_the_score_by_hand():
    layout = LAYOUTS['12x1']
    marks = marks_of(layout, hidden=('V6',))
    assert support_of_names(marks, layout, rows_of(layout)).score == pytest.approx(11 * 0.9)
    columns = LAYOUTS['3x4']
    beginnings = START_WEIGHT * 0.9 * 3 * len(columns.rows)  # at 1/4, 1/2, 3/4
    assert support_of_names(marks_of(columns, LEAD_NAMES), columns, rows_of(columns)).score == pytest.approx(beginnings)


def test_a_rhythm_row_has_the_clearest_name_at_its_beginning():
    printed = PageLayout('3x4+1', [*LAYOUTS['3x4'].rows, ['V5']])
    marks, rows = marks_of(printed), rows_of(printed)
    y_mm = rows[3].zero_line_mm - 6
    stray = [MarkedName(LEFT_MM + 5, y_mm, {'V1': 0.4}), MarkedName(LEFT_MM + 130, y_mm, {'I': 1.0})]
    support = support_of_names(replace(marks, names=(*marks.names, *stray)), LAYOUTS['3x4+1'], rows)
    assert support.rhythm == {3: {'V5': 0.9}}
    assert (support.num_right, support.num_wrong) == (12, 0)


def test_names_of_another_layout_are_wrong():
    mine = PageLayout('mine', [['V1', 'V2'], ['V3', 'V4']])
    support = support_of_names(marks_of(PageLayout('other', [['I', 'II'], ['V3', 'V4']])), mine, rows_of(mine))
    assert (support.num_right, support.num_wrong) == (2, 2)


def test_a_name_beside_no_row_counts_for_nothing():
    layout = LAYOUTS['3x4']
    marks = marks_of(layout, LEAD_NAMES)
    far = replace(marks, names=(MarkedName(30.0, 5.0, {'V6': 1.0}),))
    assert support_of_names(far, layout, rows_of(layout)) == support_of_names(marks, layout, rows_of(layout))
