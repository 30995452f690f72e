import pytest
from mmengine.hooks import EMAHook
from runs import ROOT, TINY_CONFIG

from ecgdigi.config import load_config
from ecgdigi.config_parts import arguments, check_arguments, place_of
from ecgdigi.engine import ResumableIterLoop
from ecgdigi.registry import HOOKS

CONFIGS = [*(path for path in ROOT.glob('configs/*/*.py') if path.parent.name != '_base_'), ROOT / 'projects/example/config.py']


@pytest.mark.parametrize(
    ('option', 'words'),
    [
        ('+train_cfg.max_itrs=25', 'train_cfg.max_itrs: ResumableIterLoop takes no max_itrs; did you mean max_iters?'),
        ('+default_hooks.checkpoint.intervall=3', 'intervall: TopKCheckpointHook takes no intervall; did you mean interval?'),
        ('+model.backbone.chanels=3', 'model.backbone.chanels: StripUNet takes no chanels; did you mean channels?'),
        ('+optim_wrapper.optimizer.momentun=3', 'optim_wrapper.optimizer.momentun: AdamW takes no momentun; it takes amsgrad,'),
        ('+train_dataloader.batchsize=3', 'train_dataloader.batchsize: DataLoader takes no batchsize; did you mean batch_size?'),
        ('+train_dataloader.dataset.pages.effects.0.prob=1', 'effects.0.prob: SensorNoise takes no prob; it takes '),
    ],
)  # fmt: skip
def test_a_misspelt_argument_is_named_with_its_place_and_what_is_near(option, words):
    with pytest.raises(ValueError, match=' takes no ') as error:
        check_arguments(load_config(ROOT / TINY_CONFIG, [option])._cfg_dict)
    assert words in str(error.value)
    assert '\n' not in str(error.value)


@pytest.mark.parametrize('path', CONFIGS, ids=lambda path: path.stem)
def test_configs_are_right(path):
    check_arguments(load_config(path)._cfg_dict)


def test_arguments_of_a_class_that_passes_on_what_it_does_not_know():
    assert {'dataloader', 'max_iters', 'val_interval'} <= arguments(ResumableIterLoop)
    assert arguments(EMAHook) is None  # for the averaged model


def test_nothing_is_said_of_a_users_class_that_takes_more():
    @HOOKS.register_module()
    class TakesMore(HOOKS.get('ThroughputHook')):
        def __init__(self, **settings):
            super().__init__()

    try:
        check_arguments(dict(custom_hooks=[dict(type='TakesMore', anything=3)]))
    finally:
        HOOKS.module_dict.pop('TakesMore')


def test_the_place_of_a_part():
    config = load_config(ROOT / TINY_CONFIG)._cfg_dict
    assert place_of(config['model']['backbone'], config) == 'model.backbone'
    assert place_of(dict(type='ResumableIterLoop', max_iters=3), config) == 'train_cfg'  # changed on the way, but alone
    assert place_of(dict(type='SensorNoise', probability=0.1), config) is None  # of three that differ
