import numpy as np
import pytest

from ecgdigi.registry import EFFECTS
from ecgdigi.synthesis.drawing import draw_page

EFFECTS.import_from_location()
# Of those that need some.
ARGUMENTS = {
    'Augraphy': dict(augmentations=['DirtyDrum']),
    'OneOf': dict(chains=[(0.3, [dict(type='ScanWarp')]), (0.7, [dict(type='Blur'), dict(type='Jpeg')])]),
}


@pytest.mark.parametrize('name', sorted(EFFECTS.module_dict))
def test_same_seed_same_page_and_truth_untouched(page, name):
    if name == 'Augraphy':
        pytest.importorskip('augraphy', reason="needs pip install 'ecgdigi[augraphy]'")
    effect = EFFECTS.build(dict(type=name, **ARGUMENTS.get(name, {})))
    first, second = (effect(page, np.random.default_rng(3)) for _ in range(2))
    assert np.array_equal(first.picture, second.picture)
    assert first.picture.dtype == np.uint8
    assert first.truth is page.truth
    assert not np.array_equal(first.picture, page.picture)


def test_probability_outside_0_to_1_is_refused():
    with pytest.raises(ValueError, match='probability'):
        EFFECTS.build(dict(type='Blur', probability=1.5))


def test_one_chain_of_several_acts(page):
    chains = [(0.5, [dict(type='Grey')]), (0.5, [dict(type='ScanWarp')])]
    effect = EFFECTS.build(dict(type='OneOf', chains=chains))
    moved = [effect(page, np.random.default_rng(seed)).page_map is not page.page_map for seed in range(40)]
    assert 10 < sum(moved) < 30
    for wrong in ([], [(0.0, [])], [(-1.0, []), (2.0, [])]):
        with pytest.raises(ValueError, match='OneOf: weights'):
            EFFECTS.build(dict(type='OneOf', chains=wrong))


def test_sizes_on_paper_do_not_depend_on_the_resolution(signal, make_style):
    """Twice the resolution would make a quarter of the area, if holes had a size in px."""
    effect = EFFECTS.build(dict(type='HolesAndStaples'))
    shares = []
    for px_per_mm in (4.0, 9.0):
        page = draw_page(signal, make_style(px_per_mm=px_per_mm))
        changed = (effect(page, np.random.default_rng(6)).picture != page.picture).any(axis=2)
        shares.append(changed.mean())
    assert shares[0] == pytest.approx(shares[1], rel=0.2)
