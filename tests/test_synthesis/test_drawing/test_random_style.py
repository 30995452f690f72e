import dataclasses

import numpy as np
import pytest
from mmengine.registry import init_default_scope

from ecgdigi.registry import PAGE_STYLES, STYLE_PARTS
from ecgdigi.structures import CABRERA_LAYOUTS, LAYOUTS
from ecgdigi.synthesis.drawing import GridStyle, RandomStyle, draw_page

SETTINGS = dict(px_per_mm=(3.0, 4.0), speeds_mm_s={25.0: 1.0, 50.0: 1.0, 12.5: 1.0}, gains_mm_mv={10.0: 1.0}, max_duration_s=10.0)


@pytest.mark.parametrize('layout', [*LAYOUTS, *CABRERA_LAYOUTS])
def test_every_layout_is_drawn_on_every_paper_with_all_rows_on_it(signal, layout):
    style = RandomStyle([layout], **SETTINGS)
    papers = set()
    for seed in range(25):
        found = style(np.random.default_rng(seed))
        papers.add(found.paper_mm)
        assert found.layout.name == layout
        assert 0 < found.left_mm < found.left_mm + found.duration_s * found.mm_per_s < found.paper_mm[0]
        assert all(0 < baseline < found.paper_mm[1] for baseline in found.baselines_mm)
        assert np.all(np.diff(found.baselines_mm) > 3)
    assert len(papers) >= 3 if found.layout.num_rows < 8 else len(papers) >= 2
    draw_page(signal, found)


def test_the_same_seed_is_the_same_style_and_others_differ():
    style = RandomStyle(['3x4+1'], **SETTINGS)
    assert style(np.random.default_rng(1)) == style(np.random.default_rng(1))
    looks = [style(np.random.default_rng(seed)) for seed in range(60)]
    assert len({(look.grid.fine_width_mm > 0, look.grid.coarse_width_mm > 0, look.grid.dots) for look in looks}) >= 3
    assert {look.pulse is None for look in looks} == {True, False}
    assert {look.pulse.side for look in looks if look.pulse} == {'left', 'right'}
    assert len({look.label.font for look in looks}) >= 6
    assert any(look.lines for look in looks)
    assert any(look.texts for look in looks)


def test_a_part_of_ones_own_decides_its_fields():
    @STYLE_PARTS.register_module(force=True)
    class GreyGrid:
        def __call__(self, rng, plan):
            return dict(grid=GridStyle(0.1, 0.2, (1, 1, 1), (1, 1, 1)))

    init_default_scope('ecgdigi')
    style = PAGE_STYLES.build(dict(type='RandomStyle', layouts=['3x4'], parts=[dict(type='GreyGrid')], **SETTINGS))
    assert style(np.random.default_rng(0)).grid == GridStyle(0.1, 0.2, (1, 1, 1), (1, 1, 1))
    settings = [dict(type='RandomGrid', kinds={'none': 1.0}), dict(type='RandomLabels', probability=0.0)]
    style = RandomStyle(['3x4'], parts=settings, **SETTINGS)
    found = style(np.random.default_rng(0))
    assert found.grid.fine_width_mm == found.grid.coarse_width_mm == found.label.height_mm == 0.0


def test_the_parts_name_the_fields_that_they_give():
    style = RandomStyle(['3x4'], **SETTINGS)
    for seed in range(4):
        rng = np.random.default_rng(seed)
        plan = style.plan(rng)
        assert [tuple(part(rng, plan)) for part in style.parts] == [part.fields for part in style.parts]


def test_parts_that_are_replaced_are_not_built():
    @STYLE_PARTS.register_module(force=True)
    class PlainPrint:
        fields = ('grid', 'texts')

        def __call__(self, rng, plan):
            return dict(grid=GridStyle(0.1, 0.2, (1, 1, 1), (1, 1, 1)), texts=())

    @STYLE_PARTS.register_module(force=True)
    class NamesNothing:
        def __call__(self, rng, plan):
            return dict(paper_bgr=(9.0, 9.0, 9.0))

    parts = [dict(type='RandomPen', width_mm=(0.2, 0.3)), dict(type=PlainPrint), dict(type='NamesNothing')]
    style = RandomStyle(['3x4'], parts=parts, **SETTINGS)
    # The texts' lines are still those of the default part, and what names no field replaces nothing unseen.
    built = ['RandomPaper', 'RandomLabels', 'RandomMarks', 'RandomTexts', 'RandomPen', 'PlainPrint', 'NamesNothing']
    assert [type(part).__name__ for part in style.parts] == built
    found = style(np.random.default_rng(0))
    assert (found.paper_bgr, found.texts, found.grid.fine_width_mm) == ((9.0, 9.0, 9.0), (), 0.1)
    assert len(RandomStyle(['3x4'], parts=[dict(type='RandomGrid')] * 3, **SETTINGS).parts) == 6
    with pytest.raises(KeyError, match=r'RandomGird.*RandomGrid'):
        RandomStyle(['3x4'], parts=[dict(type='RandomGird')], **SETTINGS)


def test_unknown_kinds_are_named():
    with pytest.raises(ValueError, match='mauve is not known'):
        RandomStyle(['3x4'], parts=[dict(type='RandomGrid', hues={'mauve': 1.0})], **SETTINGS)


def test_styles_can_be_compared_field_by_field():
    found = RandomStyle(['3x4'], **SETTINGS)(np.random.default_rng(3))
    assert dataclasses.replace(found, gain_error=0.5) != found
