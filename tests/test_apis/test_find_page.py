"""Turning a found page; finding one needs weights, and is tested where they are."""

import numpy as np
import pytest

from ecgdigi.apis import FoundPage, load_pagenet, load_tracenet
from ecgdigi.structures import picture_box_mm


@pytest.mark.parametrize('quarter_turns', [1, 2, 3])
def test_a_turned_page_shows_the_same_points(page, quarter_turns):
    box_mm = picture_box_mm(page.page_map, page.picture.shape[1::-1])
    found = FoundPage(page.picture, page.page_map, box_mm, 0.01, 0)
    turned = found.turned(quarter_turns)
    assert turned.quarter_turns == quarter_turns
    assert np.allclose(picture_box_mm(turned.page_map, turned.picture.shape[1::-1]), turned.box_mm, atol=1e-6)
    # A step to the right on paper is a step to the right in the picture, and the marked pixel is the same one.
    steps = turned.page_map.to_px(np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]]) + turned.box_mm[:2])
    assert (steps[1] - steps[0])[0] > 1
    assert (steps[2] - steps[0])[1] > 1
    back = turned.turned(4 - quarter_turns)
    assert (back.picture == page.picture).all()
    points_mm = np.array([[30.0, 40.0], [150.0, 90.0]])
    assert np.allclose(back.page_map.to_px(points_mm), page.page_map.to_px(points_mm))
    assert np.allclose(back.box_mm, box_mm)


def test_one_kind_of_network_is_not_taken_for_another():
    with pytest.raises(ValueError, match='holds a TraceNet, wanted a PageNet'):
        load_pagenet('tracenet_small')
    with pytest.raises(ValueError, match='holds a PageNet, wanted a TraceNet'):
        load_tracenet('pagenet_small')
