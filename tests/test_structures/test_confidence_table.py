"""What a network's confidence is worth."""

import numpy as np
import pytest

from ecgdigi.structures import ConfidenceTable


def test_a_table_is_straight_between_its_points_and_level_beyond():
    table = ConfidenceTable([0.2, 0.6, 1.0], [0.1, 0.5, 0.9])
    said = np.array([[0.0, 0.2, 0.4], [0.8, 1.0, np.nan]], np.float32)
    found = table(said)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, [[0.1, 0.1, 0.3], [0.7, 0.9, np.nan]], rtol=1e-6)
    again = ConfidenceTable.from_json(table.to_json())
    np.testing.assert_array_equal(again(said), found)


@pytest.mark.parametrize(
    ('said', 'right'),
    [([0.5], [0.5]), ([0.5, 0.5], [0.1, 0.2]), ([0.1, 0.5], [0.6, 0.2]), ([0.1, 0.5], [0.2, 1.1]), ([0.1, 0.5, 0.6], [0.2, 1.0])],
)
def test_what_does_not_rise_is_no_table(said, right):
    with pytest.raises(ValueError, match='confidence table'):
        ConfidenceTable(said, right)


@pytest.mark.parametrize('text', ['', '[]', '{"said": [0, 1]}', '{"said": "a", "right": "b"}', '[' * 100_000])
def test_other_texts_are_refused(text):
    with pytest.raises(ValueError, match='no confidence table'):
        ConfidenceTable.from_json(text)
