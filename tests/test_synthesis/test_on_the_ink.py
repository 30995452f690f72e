"""Truth lies on the ink, through every effect and every chain: drawn, changed, mapped, found again.

Dark discs on white paper stand for ink: their centres are found in the changed picture to a twentieth of a pixel, on any page.
"""

import dataclasses

import cv2
import numpy as np
import pytest
from mmengine.registry import init_default_scope

from ecgdigi.config import load_config
from ecgdigi.registry import EFFECTS
from ecgdigi.synthesis.drawing import Page

EFFECTS.import_from_location()
RADIUS_MM = 1.6
NEEDS_ARGUMENTS = {
    'Augraphy': dict(augmentations=['BleedThrough', 'DirtyDrum']),
    'OneOf': dict(chains=[(1.0, [dict(type='ScanWarp')])]),
}
# Random strokes on the paper hide marks; what is left of them is measured all the same.
MIN_FOUND = 0.3


@pytest.fixture(scope='module')
def marked(page):
    """White paper with discs at known places, mm."""
    picture = np.full_like(page.picture, 255)
    x, y = np.meshgrid(np.arange(25, 285, 20.0), np.arange(20, 200, 20.0))
    centres_mm = np.stack([x, y], -1).reshape(-1, 2)
    for centre in page.page_map.to_px(centres_mm):
        fixed = tuple(np.round(centre * 16).astype(int).tolist())
        cv2.circle(picture, fixed, round(RADIUS_MM * 6.0 * 16), (0, 0, 0), -1, cv2.LINE_AA, 4)
    return dataclasses.replace(page, picture=picture), centres_mm


def misses_px(changed: Page, centres_mm: np.ndarray) -> np.ndarray:
    """Distance of each disc from where the map says, px; left out are those outside the picture or covered."""
    grey = changed.picture.min(axis=2).astype(np.float64)
    height, width = grey.shape
    found = []
    turns = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    ring_mm = RADIUS_MM * np.stack([np.cos(turns), np.sin(turns)], -1)
    for centre_mm in centres_mm:
        # The outline, mapped, says where the middle of the disc's picture is: under perspective not that of its centre.
        outline = changed.page_map.to_px(centre_mm + ring_mm)
        place, reach = outline.mean(0), np.ptp(outline, axis=0).max() / 2
        u, v = np.round(place).astype(int)
        half = int(np.ceil(reach * 1.6)) + 2
        if not (half <= u < width - half and half <= v < height - half):
            continue
        window = grey[v - half : v + half + 1, u - half : u + half + 1]
        rows, columns = np.mgrid[v - half : v + half + 1, u - half : u + half + 1]
        distance = np.hypot(columns - place[0], rows - place[1])
        paper = window[distance > reach * 1.3 + 1]
        ink = np.clip(np.median(paper) - window, 0, None)
        inside = distance < reach * 1.3 + 1
        if paper.std() > 12 or ink[distance < reach * 0.5].min(initial=255) < 60:
            continue
        ink = ink * inside
        found.append(np.hypot((ink * columns).sum() / ink.sum() - place[0], (ink * rows).sum() / ink.sum() - place[1]))
    return np.array(found)


@pytest.mark.parametrize('name', sorted(EFFECTS.module_dict))
def test_of_every_effect(marked, name):
    if name == 'Augraphy':
        pytest.importorskip('augraphy', reason="needs pip install 'ecgdigi[augraphy]'")
    page, centres_mm = marked
    effect = EFFECTS.build(dict(type=name, **NEEDS_ARGUMENTS.get(name, {})))
    misses = [misses_px(effect(page, np.random.default_rng(seed)), centres_mm) for seed in range(4)]
    assert sum(map(len, misses)) > MIN_FOUND * 4 * len(centres_mm)
    assert np.median(np.concatenate(misses)) < 0.1
    assert np.percentile(np.concatenate(misses), 95) < 0.2


@pytest.mark.parametrize('shape', ['flat', 'folds', 'crumple', 'curl', 'waves'])
def test_of_every_shape_of_paper(marked, shape):
    page, centres_mm = marked
    effect = EFFECTS.build(dict(type='PhotographedSheet', shapes={shape: 1.0}))
    misses = np.concatenate([misses_px(effect(page, np.random.default_rng(seed)), centres_mm) for seed in range(6)])
    assert len(misses) > 200
    assert np.percentile(misses, 95) < 0.2


@pytest.mark.parametrize('chain', [0, 1, 2])
def test_of_the_chains_that_train(marked, chain):
    init_default_scope('ecgdigi')
    config = load_config('configs/_base_/data/synthetic_strips.py')
    effects = list(config.train_dataloader.dataset.pages.effects)
    choice = next(k for k, effect in enumerate(effects) if effect['type'] == 'OneOf')
    effects[choice : choice + 1] = effects[choice]['chains'][chain][1]
    page, centres_mm = marked
    misses = []
    for seed in range(12):
        rng, changed = np.random.default_rng(seed), page
        for effect in effects:
            if effect['type'] not in ('Photocopy', 'TwoTones', 'Fax'):  # their edges are of whole pixels: tested alone
                changed = EFFECTS.build(effect)(changed, rng)
        misses.append(misses_px(changed, centres_mm))
    misses = np.concatenate(misses)
    assert len(misses) > 300
    assert np.median(misses) < 0.1
    assert np.percentile(misses, 95) < 0.2
