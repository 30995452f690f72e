"""What a user writes outside the package trains as if it were part of it."""

import re

import numpy as np
import pytest
import torch
from mmengine.registry import init_default_scope
from runs import ROOT, run, train_command

from ecgdigi.config import load_config
from ecgdigi.registry import DATASETS

EXAMPLE = ROOT / 'projects/example'


@pytest.mark.slow
def test_own_hook_and_backbone_are_trained(tmp_path):
    small = ['train_dataloader.batch_size=1', 'train_dataloader.dataset.strips_per_page=1', 'train_dataloader.num_workers=0']
    small += ['custom_hooks.0.minutes=0', 'train_dataloader.persistent_workers=False', 'train_dataloader.prefetch_factor=None']
    program = train_command(tmp_path)[:2]
    result = run([*program, EXAMPLE / 'config.py', '--work-dir', tmp_path, '--cfg-options', *small])
    assert result.returncode == 0, result.stderr[-3000:]
    assert 'deadline of 0 minutes reached at iteration 1' in result.stdout
    weights = torch.load(tmp_path / 'iter_1.pth')['state_dict']
    assert 'backbone.layers.2.weight' in weights


def test_own_layout_is_drawn():
    init_default_scope('ecgdigi')
    config = load_config(EXAMPLE / 'config.py')
    page = DATASETS.build(config.train_dataloader.dataset).pipeline(np.random.default_rng(0))
    assert page.truth.layout.name == '2x6'
    assert [trace.lead for trace in page.truth.traces if trace.row == 1] == ['V1', 'V2', 'V3', 'V4', 'V5', 'V6']


@pytest.mark.parametrize('name', ['extending.md', 'extending_zh-CN.md'])
def test_the_docs_show_the_files_as_they_are(name):
    text = (ROOT / 'docs' / name).read_text(encoding='utf-8')
    shown = re.findall(r'```python\n(.*?)```', text, re.DOTALL)
    for file in ('my_parts.py', 'config.py'):
        assert (EXAMPLE / file).read_text() in shown, file
