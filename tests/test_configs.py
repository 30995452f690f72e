"""Every config in the repository can be used, and mistakes in one are found."""

from pathlib import Path

import pytest
from mmengine.config import Config
from mmengine.registry import init_default_scope

from ecgdigi.config import load_config
from ecgdigi.registry import DATASETS, HOOKS, METRICS, MODELS

ROOT = Path(__file__).parents[1]
LEAVES = sorted(str(p.relative_to(ROOT)) for p in (ROOT / 'configs').glob('*/*.py') if p.parent.name != '_base_')


@pytest.mark.parametrize('path', LEAVES)
def test_a_config_loads_dumps_and_builds(tmp_path, path):
    config = load_config(ROOT / path)
    config.dump(tmp_path / 'dumped.py')
    assert Config.fromfile(tmp_path / 'dumped.py').to_dict() == config.to_dict()
    init_default_scope('ecgdigi')
    model = MODELS.build(config.model)
    assert 0 < sum(p.numel() for p in model.parameters()) < 5e6
    METRICS.build(config.val_evaluator)
    for hook in [*config.default_hooks.values(), *config.custom_hooks]:
        HOOKS.build(hook)


def test_the_smoke_config_needs_no_data():
    init_default_scope('ecgdigi')
    config = load_config(ROOT / 'configs/tracenet/tracenet_tiny_smoke.py')
    page = DATASETS.build(config.train_dataloader.dataset)[0]
    strips = config.train_dataloader.dataset.strips_per_page
    assert page['inputs'].shape == (strips, 3, *config.train_dataloader.dataset.strip_px)


@pytest.mark.parametrize(
    ('text', 'message'),
    [
        ('modle = dict()', r'unknown top-level key modle; did you mean model\?$'),
        ('xyz = dict()', 'unknown top-level key xyz; known are auto_scale_lr, '),
        ('x_ = 1\nmodel = dict(', r'mine\.py: line 2: .* was never closed$'),
        ("_base_ = './broken.py'", r'mine\.py: .*broken\.py, line 1: .* was never closed$'),
        ("_base_ = './absent.py'", 'absent.py'),
        ('model = undefined', 'undefined'),
        ('x_ = 1 / 0', 'mine.py: ZeroDivisionError'),
        ("custom_imports = dict(imports=['no_such_module'])", "custom_imports: No module named 'no_such_module'; .* PYTHONPATH$"),
        ("custom_imports = dict(imports=['my_hoks'])", r"No module named 'my_hoks'; did you mean my_hooks\?$"),
    ],
)
def test_mistakes_are_named(tmp_path, text, message):
    path = tmp_path / 'mine.py'
    path.write_text(text)
    (tmp_path / 'broken.py').write_text('model = dict(')
    (tmp_path / 'my_hooks.py').write_text('')
    with pytest.raises((ValueError, OSError), match=message):
        load_config(path)


def test_command_line_options():
    path = ROOT / 'configs/tracenet/tracenet_tiny_smoke.py'
    options = ['optim_wrapper.optimizer.lr=0.5', 'param_scheduler.1.begin=7', '+optim_wrapper.accumulative_counts=4']
    config = load_config(path, options)
    assert config.optim_wrapper.optimizer.lr == 0.5
    assert config.param_scheduler[1].begin == 7
    assert config.optim_wrapper.accumulative_counts == 4
    assert load_config(path, ['load_from=weights.pth']).load_from == 'weights.pth'
    for option, message in (
        ('model.depth=3', 'model.depth: the config has no such key; write [+]model.depth=... to add it'),
        ('train_cfg.max_itres=4', r'did you mean train_cfg.max_iters\? Else write [+]train_cfg.max_itres='),
        ('optim_wraper.type=A', r'no such key; did you mean optim_wrapper\?'),
        ('param_scheduler.9.T_max=1', 'no such key'),
        ('lr', 'key=value'),
        ('+x=1', 'unknown top-level key x'),
        ('+custom_hooks.0.type=A', 'does not fit the config'),
        ('custom_hooks=[dict(type="A",b=1)]', 'dicts go into a file'),
    ):
        with pytest.raises(ValueError, match=message):
            load_config(path, [option])
