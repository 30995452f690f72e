import mmengine.registry as roots
import pytest
from mmengine.registry import Registry as RootRegistry

from ecgdigi import registry
from ecgdigi.registry import HOOKS, MODELS, Registry

OURS = {name: value for name, value in vars(registry).items() if isinstance(value, Registry)}


def test_every_root_registry_of_mmengine_has_a_child():
    found = {name for name, value in vars(roots).items() if isinstance(value, RootRegistry)}
    with_child = {name for name, value in OURS.items() if value.parent is not None}
    assert found == with_child
    assert all(OURS[name].parent is getattr(roots, name) for name in with_child)


@pytest.mark.parametrize('name', sorted(OURS))
def test_locations_can_be_imported_and_hold_something(name):
    if OURS[name]._locations:
        OURS[name].import_from_location()
        assert OURS[name].module_dict


@pytest.mark.parametrize(
    ('asked', 'near'), [('TopKCheckpointHok', 'TopKCheckpointHook'), ('emahook', 'EMAHook'), ('FiniteLoss', 'FiniteLossHook')]
)
def test_an_unknown_name_ends_with_those_that_come_near(asked, near):
    with pytest.raises(KeyError, match=f'{asked!r} is not a registered hook; near names: .*{near}'):
        HOOKS.build(dict(type=asked))


def test_a_name_like_no_other_ends_with_all():
    with pytest.raises(KeyError, match=r'known: .*StripUNet'):
        MODELS.build(dict(type='Qqqqqqqqqq'))


def test_an_error_inside_a_constructor_passes_unchanged():
    @HOOKS.register_module()
    class BrokenHook:
        def __init__(self):
            raise KeyError('inside')

    try:
        with pytest.raises(KeyError, match=r"^'inside'$"):
            HOOKS.build(dict(type='BrokenHook'))
    finally:
        HOOKS.module_dict.pop('BrokenHook')
