"""Turning a found page; finding one needs weights, and is tested where they are."""

import sys

import numpy as np
import pytest

from ecgdigi.apis import FoundPage, find_page, load_pagenet, load_tracenet
from ecgdigi.geometry.errors import GridNotFoundError
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
    with pytest.raises(ValueError, match='pagenet_small: this PageNet answers grid, turn; wanted one that answers layout'):
        load_pagenet('pagenet_small', head='layout')


@pytest.mark.parametrize(
    ('residuals_mm', 'looks', 'found_mm'),
    [([0.05, 0.01], 1, 0.05), ([0.3, 0.2], 2, 0.2), ([0.2, 0.3], 2, 0.2), ([None, 0.4], 2, 0.4), ([0.3, None], 2, 0.3)],
)
def test_a_page_that_is_not_clear_is_looked_at_more_closely(monkeypatch, page, residuals_mm, looks, found_mm):
    seen = []

    def look(picture, page_net, scale):
        residual_mm = residuals_mm[len(seen)]
        seen.append(scale)
        if residual_mm is None:
            raise GridNotFoundError('no grid')
        return FoundPage(picture, page.page_map, (0, 0, 1, 1), residual_mm, 0)

    monkeypatch.setattr(sys.modules['ecgdigi.apis.find_page'], '_find', look)
    assert find_page(page.picture, None).residual_mm == found_mm
    assert len(seen) == looks
    assert seen == sorted(seen)


def test_what_shows_no_grid_at_all_is_refused(monkeypatch, page):
    def look(*_):
        raise GridNotFoundError('no grid')

    monkeypatch.setattr(sys.modules['ecgdigi.apis.find_page'], '_find', look)
    with pytest.raises(GridNotFoundError, match='no grid'):
        find_page(page.picture, None)
