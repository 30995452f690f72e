"""Pages turned by their names; the names are made up."""

import sys

import numpy as np
import pytest

from ecgdigi.apis import FoundPage
from ecgdigi.apis.find_marks import mark_upright
from ecgdigi.geometry.page_marks import MarkedName, PageMarks
from ecgdigi.structures import picture_box_mm


@pytest.mark.parametrize(
    ('scores', 'turns', 'looks'),
    [
        ((2.0, 0, 0, 0), 0, 1),
        ((0.1, 0, 0.2, 1.2), 3, 4),
        ((0, 0.4, 0.1, 0), 0, 4),
        ((0.9, 2.0, 0, 0), 1, 4),
    ],
)
def test_a_page_is_turned_only_by_clear_names(monkeypatch, page, scores, turns, looks):
    """`scores`: by how much names are clear, on the page turned by 0 to 3 quarters."""
    seen = []

    def mark(found, layout_net):
        seen.append(found.quarter_turns)
        score = scores[found.quarter_turns]
        names = tuple(MarkedName(0.0, 0.0, {'I': 0.5 + score / 4}) for _ in range(4))
        return PageMarks((), names, np.zeros((2, 2)), 0.0, 0.0, 1.0)

    monkeypatch.setattr(sys.modules['ecgdigi.apis.find_marks'], 'mark_page', mark)
    box_mm = picture_box_mm(page.page_map, page.picture.shape[1::-1])
    found, marks = mark_upright(FoundPage(page.picture, page.page_map, box_mm, 0.01, 0), None)
    assert found.quarter_turns == turns
    assert marks.names[0].score == pytest.approx(0.5 + scores[turns] / 4)
    assert len(seen) == looks
