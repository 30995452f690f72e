"""The library may be absent: what is ours is tested with a stand-in, what is its own where it is installed."""

import importlib.util
import random
import sys
import types

import cv2
import numpy as np
import pytest

from ecgdigi.registry import EFFECTS
from ecgdigi.synthesis.effects.augraphy import ALLOWED


class Dimmed:
    """Darkens all of a page by one of its arguments and by the global generators."""

    def __init__(self, step: int = 1):
        self.step = step

    def __call__(self, picture, force=False):
        assert force
        return picture - np.uint8(self.step) - np.uint8(random.randrange(50)) - np.random.randint(0, 50, picture.shape, np.uint8)


class Greyed:
    def __call__(self, picture, force=False):
        return cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)


@pytest.fixture
def stand_in(monkeypatch):
    module = types.ModuleType('augraphy')
    module.DirtyDrum, module.ColorPaper = Dimmed, Greyed
    monkeypatch.setitem(sys.modules, 'augraphy', module)
    monkeypatch.setattr(importlib.util, 'find_spec', lambda name: name)


def build(*augmentations, **settings):
    return EFFECTS.build(dict(type='Augraphy', augmentations=list(augmentations), **settings))


def test_what_moves_points_is_refused():
    for name in ('Folding', 'Geometric', 'ColorShift', 'Nothing'):
        with pytest.raises(ValueError, match=f'Augraphy: {name} could move points of the page; choose of BleedThrough'):
            build('DirtyDrum', name)
    with pytest.raises(ValueError, match='no augmentation is named'):
        build()


def test_a_missing_library_is_named_with_what_installs_it(monkeypatch):
    monkeypatch.setattr(importlib.util, 'find_spec', lambda name: None)
    with pytest.raises(ImportError, match=r"not installed; pip install 'ecgdigi\[augraphy\]'"):
        build('DirtyDrum')


def test_pages_depend_on_the_generator_alone_and_the_global_ones_are_given_back(stand_in, page):
    effect = build(dict(type='DirtyDrum', step=7))
    random.seed(5)
    np.random.seed(5)
    first = effect(page, np.random.default_rng(1)).picture
    after = random.random(), np.random.random()
    random.seed(5)
    np.random.seed(5)
    assert (random.random(), np.random.random()) == after
    second, other = (effect(page, np.random.default_rng(seed)).picture for seed in (1, 2))
    assert np.array_equal(first, second)
    assert not np.array_equal(first, other)
    darker = page.picture[:5, :5].astype(int) - first[:5, :5]
    assert 7 <= darker.min() <= darker.max() <= 7 + 49 + 49


def test_all_act_in_their_order_and_grey_pages_get_their_channels_back(stand_in, page):
    changed = build('ColorPaper', 'DirtyDrum')(page, np.random.default_rng(0))
    assert changed.picture.shape == page.picture.shape
    grey = build('DirtyDrum', 'ColorPaper')(page, np.random.default_rng(0)).picture
    assert (grey[..., 0] == grey[..., 2]).all()
    assert (changed.picture[..., 0] != changed.picture[..., 2]).any()
    assert build('DirtyDrum', probability=0.0)(page, np.random.default_rng(0)) is page


@pytest.mark.parametrize('name', ALLOWED)
def test_marks_stay_where_they_are(name):
    pytest.importorskip('augraphy', reason="needs pip install 'ecgdigi[augraphy]'")
    picture = np.full((400, 600, 3), 255, np.uint8)
    centres = np.stack(np.meshgrid(np.arange(40, 580, 60), np.arange(40, 380, 60)), -1).reshape(-1, 2)
    for centre in centres.tolist():
        cv2.circle(picture, centre, 8, (0, 0, 0), -1, cv2.LINE_AA)
    effect, misses = build(name), []
    for seed in range(3):
        changed = effect.change(picture, np.random.default_rng(seed))
        assert np.array_equal(changed, effect.change(picture, np.random.default_rng(seed)))
        assert (changed.shape, changed.dtype) == (picture.shape, np.uint8)
        for x, y in centres:
            window = 255.0 - changed[y - 13 : y + 14, x - 13 : x + 14].min(axis=2)
            rows, columns = np.mgrid[-13:14, -13:14]
            ink = np.clip(window - np.median(window[np.hypot(rows, columns) > 11]), 0, None) * (np.hypot(rows, columns) < 11)
            misses.append(np.hypot((ink * rows).sum(), (ink * columns).sum()) / ink.sum())
    assert np.median(misses) < 0.1
    assert np.mean(np.array(misses) < 0.2) > 0.9  # a line across a mark takes its middle elsewhere, and moves nothing
