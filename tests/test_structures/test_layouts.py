import itertools

import pytest

from ecgdigi.structures import CABRERA_LAYOUTS, LAYOUTS, LEAD_NAMES, PageLayout, get_layout

ALL = LAYOUTS | CABRERA_LAYOUTS


@pytest.mark.parametrize('name', sorted(ALL))
def test_every_layout_shows_all_leads_and_fills_its_rows(name):
    boxes = ALL[name].boxes(duration_s=10.0)
    assert {box.lead for box in boxes} == set(LEAD_NAMES)
    for row in range(ALL[name].num_rows):
        pieces = [box for box in boxes if box.row == row]
        assert pieces[0].start_s == 0
        assert pieces[-1].stop_s == pytest.approx(10.0)
        assert all(a.stop_s == pytest.approx(b.start_s) for a, b in itertools.pairwise(pieces))


@pytest.mark.parametrize(('name', 'first_row', 'last_row', 'shape'), [
    ('3x4', 'I aVR V1 V4', 'III aVF V3 V6', (3, 4)),
    ('4x3', 'I aVL V3', 'aVR V2 V6', (4, 3)),
    ('6x2+1', 'I V1', 'II', (7, 2)),
    ('12x1', 'I', 'V6', (12, 1)),
    ('cabrera-3x4', 'aVL II V1 V4', '-aVR III V3 V6', (3, 4)),
    ('cabrera-3x4+1', 'aVL II V1 V4', 'II', (4, 4)),
    ('cabrera-6x2', 'aVL V1', 'III V6', (6, 2)),
    ('cabrera-12x1', 'aVL', 'V6', (12, 1)),
])  # fmt: skip
def test_rows_and_columns(name, first_row, last_row, shape):
    layout = ALL[name]
    assert layout.rows[0] == tuple(first_row.split())
    assert layout.rows[-1] == tuple(last_row.split())
    assert (layout.num_rows, layout.num_columns) == shape


def test_cabrera_turns_avr_round_and_no_other():
    for name, layout in CABRERA_LAYOUTS.items():
        boxes = layout.boxes(duration_s=10.0)
        assert [(box.lead, box.sign, box.printed_name) for box in boxes if box.sign < 0] == [('aVR', -1, '-aVR')]
        limbs = [box.printed_name for box in sorted(boxes, key=lambda box: (box.column, box.row)) if box.lead[0] != 'V']
        assert limbs[:6] == ['aVL', 'I', '-aVR', 'II', 'aVF', 'III'] if '+' not in name else 'II' in limbs
    assert all(box.sign == 1 for layout in LAYOUTS.values() for box in layout.boxes(duration_s=10.0))


def test_who_cannot_turn_leads_back_gets_none_that_are_inverted():
    assert get_layout('cabrera-6x2', may_invert=True) is CABRERA_LAYOUTS['cabrera-6x2']
    mine = dict(name='mine', rows=[['i', '-vr']])
    assert get_layout(mine, may_invert=True).rows == (('I', '-aVR'),)
    for layout in ('cabrera-6x2', mine, PageLayout(**mine)):
        with pytest.raises(ValueError, match='-aVR upside down, which is not possible here'):
            get_layout(layout)


def test_layout_from_config_dict():
    layout = get_layout(dict(name='mine', rows=[['dii', 'avr'], ['V1']]))
    assert layout.rows == (('II', 'aVR'), ('V1',))


def test_unknown_layout_lists_the_known():
    for may_invert in (False, True):
        with pytest.raises(KeyError, match='12x1') as error:
            get_layout('5x5', may_invert=may_invert)
        assert ('cabrera' in str(error.value)) == may_invert


def test_layout_without_leads_is_refused():
    with pytest.raises(ValueError, match='at least one lead'):
        PageLayout('empty', [[]])
