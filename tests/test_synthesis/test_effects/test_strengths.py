import itertools

import numpy as np
import pytest

from ecgdigi.registry import EFFECTS
from ecgdigi.synthesis.effects import Effect
from ecgdigi.synthesis.effects.strengths import SHOWN, STRENGTHS, at_strength, shown_effects

EFFECTS.import_from_location()


def test_every_effect_has_a_line_but_those_that_are_made_of_others():
    assert SHOWN.keys() == EFFECTS.module_dict.keys() - {'Augraphy', 'OneOf'}
    assert shown_effects().keys() == SHOWN.keys()


@pytest.mark.parametrize('name', [name for name, shown in SHOWN.items() if shown.arguments])
def test_each_strength_is_built_and_differs_from_the_weaker_one(page, name):
    changed = []
    for strength in STRENGTHS.values():
        effect = EFFECTS.build(at_strength(name, strength))
        changed.append(effect(page, np.random.default_rng(0)).picture)
    for weaker, stronger in itertools.pairwise(changed):
        assert weaker.shape != stronger.shape or not np.array_equal(weaker, stronger)


@pytest.mark.parametrize('name', ['Blur', 'Defocus', 'MotionBlur', 'SensorNoise', 'Resampling', 'UnevenLight', 'CastShadow'])
def test_the_stronger_changes_the_page_more(page, name):
    def change(strength):
        changed = EFFECTS.build(at_strength(name, strength))(page, np.random.default_rng(0)).picture
        return np.abs(changed.astype(float) - page.picture).mean()

    weak, middle, strong = map(change, STRENGTHS.values())
    assert weak < middle < strong


def test_ranges_shrink_largest_values_scale_and_falling_ones_turn_round():
    assert at_strength('Stains', 0.0) == dict(type='Stains', count=(1, 1))
    assert at_strength('Stains', 0.5)['count'] == (2, 2)  # whole numbers stay whole
    assert at_strength('Blur', 1.0)['sigma_px'] == (1.2, 1.2)
    assert at_strength('Jpeg', 1.0)['quality'] == (40, 40)
    assert at_strength('Jpeg', 0.0)['quality'] == (95, 95)
    assert at_strength('Ageing', 0.0) == dict(type='Ageing', fading=pytest.approx(0.12), yellowing=pytest.approx(0.07))
    assert at_strength('Grey', 1.0) == dict(type='Grey')


def test_an_effect_of_ones_own_is_shown_among_the_others():
    @EFFECTS.register_module()
    class Mirror(Effect):
        def change(self, picture, rng):
            return picture[:, ::-1]

    try:
        assert shown_effects()['Mirror'].group == 'others'
        assert at_strength('Mirror', 0.5) == dict(type='Mirror')
    finally:
        del EFFECTS.module_dict['Mirror']
