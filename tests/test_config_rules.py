import pytest
from runs import ROOT, TINY_CONFIG, TINY_EPOCHS_CONFIG

from ecgdigi.config import load_config
from ecgdigi.config_rules import RULES

SMOKE_CONFIG = 'configs/tracenet/tracenet_tiny_smoke.py'


@pytest.mark.parametrize(
    ('option', 'words'),
    [
        ('model=3', "model=3: must be a dict(type='...', ...)"),
        ('model.type=3', 'model.type=3: must be a text'),
        ('+model.backbone.init_cfg.std=3', "model.backbone.init_cfg={'std': 3}: must be a dict(type"),
        ('param_scheduler=[1]', 'param_scheduler=[1]: must be a dict(type'),
        ('param_scheduler.0.T_max=a', "param_scheduler.0.T_max='a': must be a whole number from 1 on"),
        ('default_hooks=3', 'default_hooks=3: must be a dict'),
        ('+default_hooks.checkpiont.interval=5', "a dict(type='...', ...), or None; did you mean default_hooks.checkpoint?"),
        ('+default_hooks.stop_signl=None', 'leaves out nothing; did you mean default_hooks.stop_signal?'),
        ('default_hooks.logger.interval=0', 'must be a whole number from 1 on'),
        ('default_hooks.ema.momentum=2', 'must be a number between 0 and 1'),
        ('custom_hooks=7', 'custom_hooks=7: must be a list'),
        ('optim_wrapper.optimizer.lr=-1', 'must be a number from 0 on'),
        ('optim_wrapper.optimizer.lr=nan', 'must be a number from 0 on'),
        ('train_cfg.max_iters=abc', 'must be a whole number from 1 on'),
        ('train_cfg.max_iters=True', 'must be a whole number from 1 on'),
        ('train_cfg.val_interval=-4', 'must be a whole number from 1 on'),
        ('train_dataloader.batch_size=0', 'must be a whole number from 1 on'),
        ('val_dataloader.num_workers=-1', 'must be a whole number from 0 on'),
        ('randomness.seed=x', 'must be a whole number from 0 on, or None'),
        ('+randomness.sed=1', 'must be a dict of deterministic, diff_rank_seed, seed'),
        ('+log_level=LOUD', 'must be one of DEBUG, INFO'),
        ('+resume=yes', 'must be True or False'),
        ('load_from=5', 'load_from=5: must be a text, or None'),
    ],
)
def test_a_wrong_value_is_named_with_its_key_and_what_is_right(option, words):
    with pytest.raises(ValueError, match=r'tiny_config\.py: ') as error:
        load_config(ROOT / TINY_CONFIG, [option])
    assert words in str(error.value)
    assert '\n' not in str(error.value)


@pytest.mark.parametrize(
    ('key', 'text', 'value'),
    [
        ('param_scheduler', 'None', None),
        ('custom_hooks', 'None', None),
        ('optim_wrapper.optimizer.lr', '0', 0),
        ('default_hooks.ema', 'None', None),
        ('load_from', 'a.pth', 'a.pth'),
    ],
)
def test_what_means_something_is_allowed(key, text, value):
    node = load_config(ROOT / TINY_CONFIG, [f'{key}={text}'])
    for name in key.split('.'):
        node = node[name]
    assert node == value


@pytest.mark.parametrize(
    ('options', 'words'),
    [
        (
            ['train_cfg.max_iters=20'],
            'param_scheduler.1: begins at 20, training ends at 20 (train_cfg.max_iters); train longer, or',
        ),
        (['+param_scheduler.1.end=9'], 'param_scheduler.1: begins at 20 and ends at 9; it must begin before it ends'),
        (['param_scheduler.1.begin=x'], "param_scheduler.1.begin='x': must be a whole number from 0 on"),
    ],
)
def test_a_schedule_that_has_no_time_is_named_with_the_mend(options, words):
    with pytest.raises(ValueError, match='param_scheduler') as error:
        load_config(ROOT / SMOKE_CONFIG, options)
    assert words in str(error.value)


def test_the_least_that_the_smoke_config_trains():
    assert load_config(ROOT / SMOKE_CONFIG, ['train_cfg.max_iters=21'])


def test_a_schedule_by_epochs_is_measured_by_epochs():
    with pytest.raises(ValueError, match=r'training ends at 2 \(train_cfg.max_epochs\)'):
        load_config(ROOT / TINY_EPOCHS_CONFIG, ['train_cfg.max_epochs=2'])
    assert load_config(ROOT / TINY_EPOCHS_CONFIG, ['train_cfg.max_epochs=3'])


def test_every_rule_looks_at_a_place_that_a_config_can_have():
    """A misspelt rule would never speak."""
    tops = {key.split('.')[0] for key in RULES}
    from ecgdigi.config import TOP_KEYS

    assert tops <= TOP_KEYS
