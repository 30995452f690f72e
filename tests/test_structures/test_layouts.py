import itertools

import pytest

from ecgdigi.structures import LAYOUTS, LEAD_NAMES, PageLayout, get_layout


@pytest.mark.parametrize('name', sorted(LAYOUTS))
def test_every_layout_shows_all_leads_and_fills_its_rows(name):
    boxes = LAYOUTS[name].boxes(duration_s=10.0)
    assert {box.lead for box in boxes} == set(LEAD_NAMES)
    for row in range(LAYOUTS[name].num_rows):
        pieces = [box for box in boxes if box.row == row]
        assert pieces[0].start_s == 0
        assert pieces[-1].stop_s == pytest.approx(10.0)
        assert all(a.stop_s == pytest.approx(b.start_s) for a, b in itertools.pairwise(pieces))


def test_layout_from_config_dict():
    layout = get_layout(dict(name='mine', rows=[['dii', 'avr'], ['V1']]))
    assert layout.rows == (('II', 'aVR'), ('V1',))


def test_unknown_layout_lists_the_known():
    with pytest.raises(KeyError, match='12x1'):
        get_layout('5x5')


def test_layout_without_leads_is_refused():
    with pytest.raises(ValueError, match='at least one lead'):
        PageLayout('empty', [[]])
