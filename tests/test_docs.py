"""What the training guide shows is true: its snippets are configs that load and build, its options exist; and languages agree."""

import inspect
import re

import pytest
from mmengine.optim import build_optim_wrapper
from mmengine.registry import init_default_scope
from runs import ROOT

from ecgdigi.config import load_config
from ecgdigi.engine.schedule_curve import schedule_curve
from ecgdigi.registry import HOOKS, LOOPS, MODELS
from ecgdigi.structures import CABRERA_LAYOUTS, LAYOUTS

TRANSLATED = ['training', 'extending', 'signal_sources', 'datasets', 'synthesis', 'exports', 'safety', 'archives']
TRAINING = (ROOT / 'docs/training.md').read_text(encoding='utf-8')
SNIPPETS = re.findall(r'```python\n(.*?)```', TRAINING, re.DOTALL)


def without_comments(snippets):
    return [re.sub(r'\s*#.*', '', snippet) for snippet in snippets]


@pytest.mark.parametrize('number', range(len(SNIPPETS)))
def test_a_snippet_is_a_config(tmp_path, number):
    path = tmp_path / 'mine.py'
    base = f"_base_ = '{ROOT / 'configs/tracenet/tracenet_tiny_smoke.py'}'"
    path.write_text(f'{base}\ntrain_cfg = dict(max_iters=20000)  # of the guide, not of the smoke config\n{SNIPPETS[number]}')
    config = load_config(path)
    init_default_scope('ecgdigi')
    model = MODELS.build(config.model)
    for hook in [*filter(None, config.default_hooks.values()), *config.custom_hooks]:
        HOOKS.build(hook)
    if config.optim_wrapper.get('dtype') == 'float16':  # refused without a GPU
        config.optim_wrapper.dtype = 'bfloat16'
    build_optim_wrapper(model, config.optim_wrapper)
    assert len(schedule_curve(config, epoch_length=20).rates) > 0
    for part, extra in ((config.train_cfg, {'type', 'runner', 'dataloader'}), (config.val_cfg, {'type', 'runner', 'dataloader'})):
        known = set(inspect.signature(LOOPS.get(part.type).__mro__[1].__init__).parameters) | extra
        assert set(part) <= known


@pytest.mark.parametrize('name', TRANSLATED)
def test_both_languages_say_the_same_in_the_same_order(name):
    english, chinese = ((ROOT / 'docs' / f'{name}{suffix}.md').read_text(encoding='utf-8') for suffix in ('', '_zh-CN'))
    for kind in ('python', 'bash'):
        shown = [without_comments(re.findall(rf'```{kind}\n(.*?)```', text, re.DOTALL)) for text in (english, chinese)]
        assert shown[0] == shown[1]
    assert f'**English** | [简体中文]({name}_zh-CN.md)' in english
    assert f'[English]({name}.md) | **简体中文**' in chinese
    outside = [re.sub(r'```.*?```', '', text, flags=re.DOTALL) for text in (english, chinese)]
    for shape in (r'^#+(?= )', r'^\|(?=.)'):  # levels of headings, rows of tables
        found = [re.findall(shape, text, re.MULTILINE) for text in outside]
        assert found[0] == found[1]
    codes = [set(re.findall(r'`([\w./*$<>-]+)`', text)) for text in outside]
    assert codes[0] == codes[1]
    links = [sorted(link.replace('_zh-CN', '') for link in re.findall(r'\]\(([^)#]+)', text)) for text in outside]
    assert links[0] == links[1]


@pytest.mark.parametrize('name', [f'{name}{suffix}.md' for name in TRANSLATED for suffix in ('', '_zh-CN')])
def test_links_and_programs_are_there(name):
    text = (ROOT / 'docs' / name).read_text(encoding='utf-8')
    for target in re.findall(r'\]\(((?!https?:)[^)#]+)', text):
        assert (ROOT / 'docs' / target).exists(), target
    for program in set(re.findall(r'tools/[\w/]+\.(?:py|sh)', text)):
        assert (ROOT / program).exists(), program
    for test in set(re.findall(r'`(test_\w+\.py)`', text)):
        assert len([*(ROOT / 'tests').rglob(test)]) == 1, test


def test_the_words_of_others_lead_to_options_that_exist():
    config = load_config(ROOT / 'configs/tracenet/tracenet_tiny_smoke.py')
    keys = re.findall(r'`((?:optim_wrapper|train_cfg|train_dataloader|default_hooks|randomness)\.[\w.]+)`', TRAINING)
    optional = {'optim_wrapper.accumulative_counts', 'train_cfg.max_epochs'}
    for key in set(keys) - optional:
        node = config
        for part in key.split('.'):
            assert part in node, key
            node = node[part]
    assert len(set(keys)) > 10


def test_every_layout_stands_in_the_guide_to_pages():
    text = (ROOT / 'docs/synthesis.md').read_text(encoding='utf-8')
    assert [name for name in LAYOUTS | CABRERA_LAYOUTS if f'`{name}`' not in text] == []
