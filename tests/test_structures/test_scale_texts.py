import pytest

from ecgdigi.structures import find_scale_texts


@pytest.mark.parametrize(
    ('text', 'found'),
    [
        ('25mm/s  10mm/mV  0.05-40 Hz', [('speed', 25.0, '25mm/s'), ('gain', 10.0, '10mm/mV')]),
        ('Speed: 12.5 mm/sec Chest: 5,0 mm/mV', [('speed', 12.5, '12.5 mm/sec'), ('gain', 5.0, '5,0 mm/mV')]),
        ('20 MM/MV', [('gain', 20.0, '20 MM/MV')]),
        ('13 mm/mV, 25 mm/smooth, 110 mmHg', []),  # no usual gain, no unit
    ],
)
def test_scales_are_found_where_they_stand(text, found):
    assert [(quantity, value, text[part]) for quantity, value, part in find_scale_texts(text)] == found
